/** The application used this package wrongly: the fault is in its code, never in what a client sent. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
  /** Which rule was broken. */
  readonly code: SecurityCode;

  constructor(code: SecurityCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link SecurityError} can be about. */
export type SecurityCode =
  /** An option makes no sense, or would be unsafe. */
  | 'options-invalid'
  /** The head of the response went out: what a page needs of it (a cookie, a nonce) comes too late. */
  | 'head-sent'
  /** A view was to check a multipart form by `assertCsrf`, and answered without. */
  | 'csrf-unchecked';
