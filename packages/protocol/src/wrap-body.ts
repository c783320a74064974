/**
 * `wrapBody` stands between a body and whoever pulls it: changes its chunks, runs its pulls in a context, adds
 * something to its close. It passes `close()` on exactly once, also when the body was never iterated, was iterated
 * halfway, or threw.
 */

import { type FileBody, fileOf, isArrayBody, isFileBody, isSyncBody } from './body.ts';
import { AsyncChunks, SyncChunks } from './chunks.ts';
import type { ResponseBody } from './response-body.ts';

/** What to do with a body. */
export interface BodyWrapping {
  /** Gives the chunk to send in place of this one. A synchronous body stays synchronous. */
  readonly transform?: (chunk: Uint8Array) => Uint8Array;
  /**
   * Gives the chunks to send in place of these, for a change that waits, or holds bytes back (a compressor). The
   * wrapped body is asynchronous then.
   */
  readonly pipe?: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** Runs each pull of the wrapped body, and its close: for `AsyncLocalStorage` and tracing. */
  readonly around?: <T>(pull: () => T) => T;
  /** Called once, after the wrapped body was closed, whether or not that failed. */
  readonly close?: () => void | Promise<void>;
}

/**
 * Wraps a body, and takes it over: close the result, and the body is closed. What the wrapping does not touch stays as
 * it is: without `transform` and `pipe` a file body stays that file body, and an array stays an array.
 */
export function wrapBody(body: ResponseBody, wrapping: BodyWrapping): ResponseBody {
  const { pipe, transform, around, close } = wrapping;
  if (pipe !== undefined) {
    const source = new AsyncChunks(body, { transform, around });
    const piped = { [Symbol.asyncIterator]: () => pipe(source)[Symbol.asyncIterator](), close: () => source.close() };
    return new AsyncChunks(piped, { close });
  }
  if (transform === undefined && isFileBody(body)) {
    const chunks = new AsyncChunks(body, { around, close });
    const file: FileBody = {
      [fileOf]: body[fileOf],
      [Symbol.asyncIterator]: () => chunks,
      close: () => chunks.close(),
    };
    return file;
  }
  if (transform === undefined && isArrayBody(body)) {
    const chunks = new SyncChunks(body, { around, close });
    return Object.assign([...body], { close: () => chunks.close() });
  }
  return isSyncBody(body)
    ? new SyncChunks(body, { transform, around, close })
    : new AsyncChunks(body, { transform, around, close });
}
