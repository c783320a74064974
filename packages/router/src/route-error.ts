/** Something is wrong with a route, or with the URL that is asked of it: the fault of the program, never of a client. */
export class RouteError extends Error {
  override readonly name = 'RouteError';
  /** Which rule was broken. */
  readonly code: RouteErrorCode;

  constructor(code: RouteErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a {@link RouteError} can be about. */
export type RouteErrorCode =
  /** A pattern cannot be read. */
  | 'pattern-invalid'
  /** A pattern names a converter that there is not. */
  | 'converter-unknown'
  /** The regular expression of a converter could take forever on some text. */
  | 'converter-unsafe'
  /** A pattern answers a method already. */
  | 'route-duplicate'
  /** Two patterns match the same paths, and neither is more specific. */
  | 'route-ambiguous'
  /** A method is no token. */
  | 'method-invalid'
  /** The prefix of a mount is none, or is taken. */
  | 'mount-invalid'
  /** A URL lacks a parameter, or has one that its pattern does not match. */
  | 'param-invalid'
  /** There is no route of this name. */
  | 'name-unknown'
  /** The routes are mounted in several places, and the request is in none of them. */
  | 'mounted-twice';
