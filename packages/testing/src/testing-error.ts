/** A test asked for something that cannot be done, or a response that a real client could not have received whole. */
export class TestingError extends Error {
  override readonly name = 'TestingError';
  /** What is wrong. */
  readonly code: TestingCode;

  constructor(code: TestingCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a {@link TestingError} can be about. */
export type TestingCode =
  /** A server would refuse this request before any application sees it. */
  | 'request-refused'
  /** The response has been read as chunks, or closed; it cannot be read again. */
  | 'response-gone'
  /** The connection would have been destroyed in the middle of the response. */
  | 'response-truncated'
  /** More redirects than a browser follows. */
  | 'redirect-loop'
  /** A redirect leads to a host that is not the client's own. */
  | 'redirect-foreign'
  /** A redirect wants the body once more (307, 308), and it was a stream. */
  | 'redirect-body-gone';
