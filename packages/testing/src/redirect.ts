/** How a client follows a redirect (RFC 9110 §15.4). */
import { getHeader, type HeaderList } from '@tsgi/protocol';
import type { EnvironOptions } from './create-environ.ts';
import { TestingError } from './testing-error.ts';

/** A request on its way, with an absolute URL. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: EnvironOptions['body'];
}

/**
 * The request that a redirect asks for; `undefined` when the response is none. 303 turns every method but HEAD into
 * GET, 301 and 302 do so with POST (as browsers do), 307 and 308 keep method and body.
 * @throws TestingError `redirect-body-gone` when the body is to be sent again and was a stream
 */
export function redirected(request: OutgoingRequest, status: number, headers: HeaderList): OutgoingRequest | undefined {
  const location = getHeader(headers, 'Location');
  if (location === undefined || !REDIRECTS.has(status)) return undefined;
  const url = new URL(location, request.url);
  url.hash = '';
  const { method } = request;
  const becomesGet = status === 303 ? method !== 'HEAD' && method !== 'GET' : status < 303 && method === 'POST';
  if (becomesGet) {
    const kept = request.headers.filter(([name]) => !name.toLowerCase().startsWith('content-'));
    return { method: 'GET', url: url.href, headers: kept, body: undefined };
  }
  if (!isRepeatable(request.body)) {
    throw new TestingError('redirect-body-gone', `A ${status} wants the body again, which was a stream: ${url.href}`);
  }
  return { ...request, url: url.href };
}

/**
 * The next request as the host may have it that it goes to. For another host, what was meant for the first one stays
 * behind, as in a browser.
 * @throws TestingError `redirect-foreign` for another host, where that is not wanted
 */
export function addressed(next: OutgoingRequest, from: string, wanted: true | 'any-host'): OutgoingRequest {
  if (isSameHost(from, next.url)) return next;
  if (wanted !== 'any-host') {
    const remedy = "follow it with followRedirects: 'any-host', or look at the response of the redirect itself";
    throw new TestingError('redirect-foreign', `A redirect leads to another host, ${next.url}: ${remedy}`);
  }
  return { ...next, headers: next.headers.filter(([name]) => !PERSONAL.has(name.toLowerCase())) };
}

/** The same name, and the same port or both times the scheme's own. */
function isSameHost(a: string, b: string): boolean {
  const [first, second] = [new URL(a), new URL(b)];
  return first.hostname === second.hostname && first.port === second.port;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PERSONAL: ReadonlySet<string> = new Set(['authorization', 'cookie', 'host']);

function isRepeatable(body: EnvironOptions['body']): boolean {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array || Array.isArray(body);
}
