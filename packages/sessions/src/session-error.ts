/** The application used its session wrongly: the fault is in its code, never in what a client sent. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  /** Which rule was broken. */
  readonly code: SessionCode;

  constructor(code: SessionCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link SessionError} can be about. */
export type SessionCode =
  /** The head of the response went out: a change would be lost. */
  | 'session-sent'
  /** A value is not JSON. */
  | 'session-value'
  /** A key is empty, or one of this package's own. */
  | 'session-key'
  /** An option makes no sense. */
  | 'session-options';
