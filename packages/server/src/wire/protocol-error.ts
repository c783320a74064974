/**
 * The peer broke HTTP. Nothing that follows on its connection can be trusted to be where it seems to be, so the answer
 * is the last one: the connection closes.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  /** Which rule was broken. */
  readonly code: ProtocolCode;
  /** The status that answers it. */
  readonly status: number;

  constructor(code: ProtocolCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUSES[code];
  }
}

/** What a {@link ProtocolError} can be about. */
export type ProtocolCode =
  /** More empty lines before a request than are tolerated (RFC 9112 §2.2). */
  | 'empty-lines'
  /** A line that does not end in CR LF, or a CR or LF elsewhere (RFC 9112 §2.2). */
  | 'line-ending'
  /** A control character, NUL among them, in a head (RFC 9110 §5.5). */
  | 'control-character'
  /** The first line is not `method SP target SP version` (RFC 9112 §3). */
  | 'request-line'
  /** The first line is longer than the limit. */
  | 'request-line-too-long'
  /** The method is not a token (RFC 9110 §9.1). */
  | 'method'
  /** The method is longer than any that exists (RFC 9112 §3). */
  | 'method-too-long'
  /** The version is none of HTTP/1.0 and HTTP/1.1. */
  | 'version'
  /** The target has none of the four forms, or one that its method does not allow (RFC 9112 §3.2). */
  | 'target'
  /** The path of the target has a malformed escape, a dot segment or a character that is not allowed in one. */
  | 'path'
  /** The target is of scheme `https`, and the connection is not secured (RFC 9110 §7.4). */
  | 'misdirected'
  /** The header section is larger than the limit, or has more fields (RFC 6585 §5). */
  | 'head-too-large'
  /** The connection ended within a head. */
  | 'head-truncated'
  /** The head did not arrive in time. */
  | 'head-timeout'
  /** A field is not `name ":" value`: no colon, white space before it, a folded line, a name that is no token (§5). */
  | 'field'
  /** A field that may stand once only stands twice. */
  | 'field-repeated'
  /** `Host` is missing in HTTP/1.1, or not a host and port (RFC 9112 §3.2). */
  | 'host'
  /** `Content-Length` is not a number of bytes (RFC 9110 §8.6). */
  | 'content-length'
  /** `Transfer-Encoding` with `Content-Length`, or in HTTP/1.0 (RFC 9112 §6.1). */
  | 'framing-ambiguous'
  /** `Transfer-Encoding` says something else than `chunked`, and nobody here can decode it (RFC 9112 §6.1). */
  | 'transfer-coding'
  /** `Expect` asks for something else than `100-continue` (RFC 9110 §10.1.1). */
  | 'expectation'
  /** A chunk's size is not hexadecimal digits, or too large a number (RFC 9112 §7.1). */
  | 'chunk-size'
  /** The extensions of a chunk are malformed or longer than the limit (RFC 9112 §7.1.1). */
  | 'chunk-extension'
  /** A chunk's data does not end where its size says (RFC 9112 §7.1). */
  | 'chunk-end'
  /** The trailer section is larger than the limit, or has more fields. */
  | 'trailers-too-large'
  /** A trailer that may not be one: framing, routing, credentials (RFC 9110 §6.5.1). */
  | 'trailer-forbidden'
  /** The body is larger than the limit. */
  | 'body-too-large';

const STATUSES: Readonly<Record<ProtocolCode, number>> = {
  'empty-lines': 400,
  'line-ending': 400,
  'control-character': 400,
  'request-line': 400,
  'request-line-too-long': 414,
  method: 400,
  'method-too-long': 501,
  version: 505,
  target: 400,
  path: 400,
  misdirected: 421,
  'head-too-large': 431,
  'head-truncated': 400,
  'head-timeout': 408,
  field: 400,
  'field-repeated': 400,
  host: 400,
  'content-length': 400,
  'framing-ambiguous': 400,
  'transfer-coding': 501,
  expectation: 417,
  'chunk-size': 400,
  'chunk-extension': 400,
  'chunk-end': 400,
  'trailers-too-large': 431,
  'trailer-forbidden': 400,
  'body-too-large': 413,
};
