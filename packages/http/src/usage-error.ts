/**
 * The application used this package wrongly: the fault is in its code, never in what a client sent. It becomes a 500,
 * and its message goes to the log.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Which rule was broken. */
  readonly code: UsageCode;

  constructor(code: UsageCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link UsageError} can be about. */
export type UsageCode =
  /** A view returned something other than an `HttpResponse`, or a promise of one. */
  | 'view-result'
  /** A value has no JSON form. */
  | 'json-value'
  /** A redirect's target is neither an http(s) URL nor relative. */
  | 'redirect-target'
  /** A cookie's name, value or attributes cannot be sent. */
  | 'cookie-invalid'
  /** A cookie breaks the rules of its `__Host-` or `__Secure-` prefix, or lacks the `Secure` that it needs. */
  | 'cookie-insecure'
  /** A cookie is larger than 4096 bytes: browsers drop it without a word. */
  | 'cookie-too-large'
  /** A field of a server-sent event holds a line break, or its number is none. */
  | 'event-field'
  /** An entity tag holds a character that it may not. */
  | 'entity-tag'
  /** The body of the request was read before, in a way that excludes this one. */
  | 'body-used'
  /** The request ended before its form was read. */
  | 'request-ended'
  /** There is no secret, or one is too short. */
  | 'secret-invalid';
