/**
 * Somebody broke the protocol, and it was noticed where going on would have sent something wrong. The fault is in the
 * application or a middleware, never in the client. `@tsgi/lint` finds the same faults and many more, earlier.
 */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  /** Which rule was broken. */
  readonly code: ContractCode;

  constructor(code: ContractCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link ContractError} can be about. */
export type ContractCode =
  /** The status is not three digits, a space and a reason of visible latin-1. */
  | 'status-invalid'
  /** The headers are not a list of pairs of strings. */
  | 'headers-invalid'
  /** A header name is not a token. */
  | 'header-name-invalid'
  /** A header value holds a control character, a line break or a code point above U+00FF. */
  | 'header-value-invalid'
  /** A header belongs to the server: a hop-by-hop one, or `Status`. */
  | 'header-forbidden'
  /** `Content-Length` is repeated, or not decimal digits. */
  | 'content-length-invalid'
  /** `startResponse` was called a second time without `failure`. */
  | 'start-response-twice'
  /** `startResponse` was not called before the first chunk or the end. */
  | 'start-response-missing'
  /** `startResponse` was called after somebody else had settled the response. */
  | 'start-response-settled'
  /** The body is not an iterable of chunks: `null`, a string, one `Uint8Array`, ... */
  | 'body-invalid'
  /** A chunk is not a `Uint8Array`. */
  | 'chunk-invalid'
  /** `write` was called after the body was returned. */
  | 'write-late'
  /** More or fewer bytes than `Content-Length` says. */
  | 'content-length-mismatch'
  /** A 101 without a registered upgrade, or `upgrade` for a protocol that was not offered. */
  | 'upgrade-invalid'
  /** An application asks for what a middleware provides, and that does not stand around it. */
  | 'not-provided';
