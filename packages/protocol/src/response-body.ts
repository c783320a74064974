/**
 * The body of a response: chunks of bytes, made at once (an array) or as they are pulled.
 *
 * A chunk given is never changed again by its giver. Empty chunks are allowed and commit nothing. Whoever takes a body
 * closes it exactly once, however the response ends, also when it was never iterated: `close()` at the end; ended
 * early, the iterator's `return()` first, then `close()`.
 * @see PEP 3333, "Handling the Content-Length Header" and "Specification Details"
 */
export type ResponseBody = (Iterable<Uint8Array> | AsyncIterable<Uint8Array>) & {
  /** Frees what the body holds. Called exactly once, by whoever took the body. An error in it is logged, never sent. */
  close?(): void | Promise<void>;
};
