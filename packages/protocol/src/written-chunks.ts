/**
 * The body of an application that uses `write`: what it wrote, as it is pulled, and then what it returned. So whoever
 * stands around such an application meets a body like any other. A write is done when its chunk was taken.
 */

import { discardBody } from './body.ts';
import { AsyncChunks } from './chunks.ts';
import { ContractError } from './contract-error.ts';
import { describeError } from './describe-error.ts';
import type { ErrorStream } from './environ.ts';
import type { ResponseBody } from './response-body.ts';

interface Waiting {
  readonly chunk: Uint8Array;
  readonly taken: () => void;
}

/** What the application has come to, besides writing. */
type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'returned'; readonly body: AsyncChunks }
  | { readonly kind: 'failed'; readonly error: unknown };

export class WrittenChunks implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #errors: ErrorStream;
  readonly #waiting: Waiting[] = [];
  #outcome: Outcome = { kind: 'running' };
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(errors: ErrorStream) {
    this.#errors = errors;
  }

  /** Adds a chunk; resolves when it was taken, or nobody will take it any more. */
  write(chunk: Uint8Array): Promise<void> {
    if (this.#outcome.kind !== 'running') {
      return Promise.reject(new ContractError('write-late', 'write() was called after the body was returned'));
    }
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ chunk, taken: resolve });
      this.#wakeUp();
    });
  }

  /** The application has returned its body. */
  returned(body: ResponseBody): void {
    this.#outcome = { kind: 'returned', body: new AsyncChunks(body, {}) };
    if (this.#closed) discardBody(this.#outcome.body, this.#errors);
    this.#wakeUp();
  }

  /** The application has failed. The error goes to whoever pulls, or is logged when nobody does any more. */
  failed(error: unknown): void {
    this.#outcome = { kind: 'failed', error };
    if (this.#closed)
      this.#errors.write(`An application failed after its response had ended: ${describeError(error)}\n`);
    this.#wakeUp();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        next.taken();
        return { done: false, value: next.chunk };
      }
      if (this.#closed) return { done: true, value: undefined };
      if (this.#outcome.kind === 'returned') return this.#outcome.body.next();
      if (this.#outcome.kind === 'failed') throw this.#outcome.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#wakeUp();
    if (this.#outcome.kind === 'returned') await this.#outcome.body.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
