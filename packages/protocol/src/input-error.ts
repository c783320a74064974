/** Faults of a request's body, and how they are told from other errors. */

/** What is wrong with the body of a request. An application that lets it pass has it answered with its `status`. */
export interface InputError extends Error {
  /** Where it comes from, whichever package threw it. */
  readonly origin: 'tsgi.input';
  /** A stable name for the fault, such as `'body-truncated'`. */
  readonly code: string;
  /** The status that answers it, a 4xx: a server gives 400, 408, 413 or 431. */
  readonly status: number;
}

/**
 * Whether an error is about the body of the request that is being answered, so that its status is the answer. The error
 * of an HTTP client that the application uses may have a code and a status too, but speaks of another exchange.
 */
export function isInputError(error: unknown): error is InputError {
  if (!(error instanceof Error && 'origin' in error && 'code' in error && 'status' in error)) return false;
  const { origin, code, status } = error;
  if (origin !== 'tsgi.input' || typeof code !== 'string' || typeof status !== 'number') return false;
  return status >= 400 && status < 500;
}
