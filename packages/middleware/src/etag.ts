/** `etag`: entity tags for responses that have none, and 304 or 412 where a conditional request asks for it. */
import { createHash } from 'node:crypto';
import { conditional, formatEntityTag, HttpResponse } from '@tsgi/http';
import {
  type BegunResponse,
  beginResponse,
  type CommitHook,
  type Environ,
  forwardRoutes,
  getHeader,
  isArrayBody,
  type Middleware,
  onCommit,
  setHeader,
  statusCode,
} from '@tsgi/protocol';

/**
 * Gives an entity tag to a 200 for GET or HEAD whose body is all there and that has none, and answers conditional
 * requests by RFC 9110 §13.2.2, by that tag or whatever validators the response has. Bodies that are streamed are not
 * held back: they get no tag. With `no-store` there is nothing to validate.
 *
 * Tags are weak: what compresses or rewrites a response outside of this changes its bytes and not what it means.
 */
export const etag: Middleware = (app) =>
  forwardRoutes(app, (environ, startResponse) => {
    const { REQUEST_METHOD: method } = environ;
    if (method !== 'GET' && method !== 'HEAD') return app(environ, startResponse);
    return onCommit(app, environ, startResponse, answering(environ));
  });

function answering(environ: Environ): CommitHook {
  return (response) => {
    const code = statusCode(response.status);
    if (code < 200 || code > 299) return response;
    const tagged = withTag(response, code);
    const isConditional =
      environ.HTTP_IF_NONE_MATCH !== undefined ||
      environ.HTTP_IF_MATCH !== undefined ||
      environ.HTTP_IF_MODIFIED_SINCE !== undefined ||
      environ.HTTP_IF_UNMODIFIED_SINCE !== undefined;
    return isConditional ? decided(tagged, code, environ) : tagged;
  };
}

function withTag(response: BegunResponse, code: number): BegunResponse {
  const { headers, body } = response;
  if (code !== 200 || !isArrayBody(body) || getHeader(headers, 'ETag') !== undefined) return response;
  if (/\bno-store\b/i.test(getHeader(headers, 'Cache-Control') ?? '')) return response;
  const hash = createHash('sha256');
  let size = 0;
  for (const chunk of body) {
    hash.update(chunk);
    size += chunk.length;
  }
  // An application that answers HEAD with no body says nothing of the bytes that GET would have.
  if (size === 0 && getHeader(headers, 'Content-Length') !== '0') return response;
  const tag = formatEntityTag({ opaque: hash.digest('base64url').slice(0, 27), weak: true });
  return { ...response, headers: setHeader(headers, 'ETag', tag) };
}

function decided(response: BegunResponse, code: number, environ: Environ): BegunResponse | Promise<BegunResponse> {
  const answer = new HttpResponse(response.body, { status: code, headers: response.headers });
  return beginResponse(conditional(answer).application, environ);
}
