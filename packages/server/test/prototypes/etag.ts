/** ETag and its 304 for bodies that are all there: it reads a body before it decides what to answer. */
import { createHash } from 'node:crypto';
import {
  discardBody,
  getHeader,
  isArrayBody,
  type Middleware,
  onCommit,
  removeHeader,
  setHeader,
} from '@tsgi/protocol';

export const etag: Middleware = (app) => (environ, startResponse) =>
  onCommit(app, environ, startResponse, (response) => {
    const { status, headers, body } = response;
    if (status !== '200 OK' || !isArrayBody(body) || getHeader(headers, 'ETag') !== undefined) return response;
    const hash = createHash('sha256');
    for (const chunk of body) hash.update(chunk);
    const tag = `"${hash.digest('base64url')}"`;
    const tagged = setHeader(headers, 'ETag', tag);
    if (environ.HTTP_IF_NONE_MATCH !== tag) return { status, headers: tagged, body };
    discardBody(body, environ['tsgi.errors']);
    return { status: '304 Not Modified', headers: removeHeader(tagged, 'Content-Length'), body: [] };
  });
