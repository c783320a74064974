/** How the end of a response is marked (RFC 9112 §6.3, RFC 9110 §6.4.1, §8.6). */
import type { HttpVersion } from './request-line.ts';

export type ResponseFraming =
  /** No body, whatever the application gives; `length` is what a GET would have had, when the application said so. */
  | { readonly kind: 'none'; readonly length: number | undefined }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** The body ends with the connection. */
  | { readonly kind: 'close' };

/**
 * The framing of a response.
 * @param code the status
 * @param declared the application's `Content-Length`
 * @param known how many bytes there are, when all of them are there
 */
export function responseFraming(
  method: string,
  version: HttpVersion,
  code: number,
  declared: number | undefined,
  known: number | undefined,
): ResponseFraming {
  // RFC 9110 §8.6, §15.3.5: a 204 has no body and no Content-Length. §9.3.6: neither has a 2xx to CONNECT.
  if (code === 204 || (method === 'CONNECT' && code < 300)) return NOTHING;
  // §9.3.2, §15.4.5: headers as a GET would have them, no body; a length is never made up.
  if (method === 'HEAD' || code === 304) return declared === undefined ? NOTHING : { kind: 'none', length: declared };
  // §15.3.6: a 205 has an empty body, and says so.
  if (code === 205) return EMPTY;
  const length = declared ?? known;
  if (length !== undefined) return { kind: 'length', length };
  // RFC 9112 §6.1: chunked only to those who know it.
  return version === 'HTTP/1.1' ? CHUNKED : CLOSE;
}

const NOTHING: ResponseFraming = { kind: 'none', length: undefined };
const EMPTY: ResponseFraming = { kind: 'length', length: 0 };
const CHUNKED: ResponseFraming = { kind: 'chunked' };
const CLOSE: ResponseFraming = { kind: 'close' };
