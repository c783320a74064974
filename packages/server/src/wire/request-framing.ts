/**
 * How long the body of a request is (RFC 9112 §6.3). Two readers that differ here read two different requests from the
 * same bytes, so nothing is guessed and nothing is repaired.
 */
import type { HeaderFields } from './header-fields.ts';
import { ProtocolError } from './protocol-error.ts';
import type { HttpVersion } from './request-line.ts';

export type RequestFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' };

/**
 * The framing that a head announces.
 * @throws ProtocolError `framing-ambiguous`, `transfer-coding`, `content-length`
 */
export function requestFraming(version: HttpVersion, fields: HeaderFields): RequestFraming {
  const { transferEncoding, contentLength } = fields;
  if (transferEncoding === undefined) {
    // §6.3 step 7: a request without either has no body.
    if (contentLength === undefined) return NONE;
    // §6.3 steps 5 and 6. A list of equal numbers could be taken as one; no client sends it in good faith.
    return lengthFraming(contentLength);
  }
  // §6.3 step 3: both, "ought to be handled as an error".
  if (contentLength !== undefined) throw ambiguous('Transfer-Encoding and Content-Length');
  // §6.1: HTTP/1.0 has no Transfer-Encoding; one that sends it has been forwarded by something that does not know it.
  if (version === 'HTTP/1.0') throw ambiguous('Transfer-Encoding in HTTP/1.0');
  // §6.1, §6.3 step 4: `chunked` alone. Other codings, also before `chunked`, are not implemented here.
  if (transferEncoding.toLowerCase() === 'chunked') return CHUNKED;
  if (!CODINGS.test(transferEncoding)) throw ambiguous('A malformed Transfer-Encoding');
  throw new ProtocolError('transfer-coding', 'The only transfer coding here is chunked');
}

const NONE: RequestFraming = { kind: 'none' };
const CHUNKED: RequestFraming = { kind: 'chunked' };
/** Names of codings, none of them `chunked` before the end or twice: what is unknown, not what is broken. */
const CODINGS = /^(?!chunked\b)[a-z][a-z0-9-]*(?: *, *(?!chunked\b)[a-z][a-z0-9-]*)*(?: *, *chunked)?$/i;

/** RFC 9110 §8.6: digits only, no sign, no list, and a number that can be counted to. */
function lengthFraming(text: string): RequestFraming {
  const length = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(length)) throw new ProtocolError('content-length', 'Content-Length is not a length');
  return length === 0 ? NONE : { kind: 'length', length };
}

function ambiguous(what: string): ProtocolError {
  return new ProtocolError('framing-ambiguous', `${what}: where the body ends is not certain`);
}
