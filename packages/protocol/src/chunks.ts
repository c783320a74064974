/**
 * Bodies on their way: a body being pulled, with what stands between it and whoever pulls it. Each owns the body it
 * was made of, and closes it exactly once.
 */

import { isSyncBody, takeAllSteps } from './body.ts';
import type { ResponseBody } from './response-body.ts';

/** What happens to the chunks of a body, and to its end. */
export interface Passage {
  /** Gives the chunk to pass on in place of this one. */
  readonly transform?: ((chunk: Uint8Array) => Uint8Array) | undefined;
  /** Runs each pull of the body, and its close. */
  readonly around?: (<T>(pull: () => T) => T) | undefined;
  /** Called once, after the body was closed, whether or not that failed. */
  readonly close?: (() => void | Promise<void>) | undefined;
}

type Closeable = { close?(): void | Promise<void> };
type Step = IteratorResult<Uint8Array, undefined>;

const END: Step = { done: true, value: undefined };

/** A body that gives its chunks without waiting. */
export class SyncChunks implements IterableIterator<Uint8Array, undefined> {
  readonly #body: Iterable<Uint8Array> & Closeable;
  readonly #passage: Passage;
  #iterator: Iterator<Uint8Array, unknown> | undefined;
  #primed: Uint8Array | undefined;
  #ended = false;
  #closed = false;

  constructor(body: Iterable<Uint8Array> & Closeable, passage: Passage) {
    this.#body = body;
    this.#passage = passage;
  }

  /** Pulls until there is a chunk that is not empty, and keeps it for the next pull. */
  prime(): void {
    let step = this.next();
    while (step.done !== true && step.value.length === 0) step = this.next();
    if (step.done !== true) this.#primed = step.value;
  }

  next(): Step {
    const primed = this.#primed;
    if (primed !== undefined) {
      this.#primed = undefined;
      return { done: false, value: primed };
    }
    if (this.#ended) return END;
    const { around = plainly, transform } = this.#passage;
    const step = this.#pull(around);
    if (step.done === true) return END;
    return transform === undefined ? step : { done: false, value: transform(step.value) };
  }

  #pull(around: NonNullable<Passage['around']>): IteratorResult<Uint8Array, unknown> {
    try {
      const step = around(() => (this.#iterator ??= this.#body[Symbol.iterator]()).next());
      if (step.done === true) this.#ended = true;
      return step;
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  return(): Step {
    this.#primed = undefined;
    const iterator = this.#iterator;
    if (iterator !== undefined && !this.#ended) {
      this.#ended = true;
      (this.#passage.around ?? plainly)(() => iterator.return?.());
    }
    this.#ended = true;
    return END;
  }

  close(): void | Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { around = plainly, close } = this.#passage;
    return takeAllSteps([() => this.return(), () => around(() => this.#body.close?.()), () => close?.()]);
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** A body of either kind whose chunks are waited for. */
export class AsyncChunks implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #body: ResponseBody;
  readonly #passage: Passage;
  #iterator: Iterator<Uint8Array, unknown> | AsyncIterator<Uint8Array, unknown> | undefined;
  #primed: Uint8Array | undefined;
  #pending = false;
  #ended = false;
  #closed = false;

  constructor(body: ResponseBody, passage: Passage) {
    this.#body = body;
    this.#passage = passage;
  }

  /** Pulls until there is a chunk that is not empty, and keeps it for the next pull. */
  async prime(): Promise<void> {
    let step = await this.next();
    while (step.done !== true && step.value.length === 0) step = await this.next();
    if (step.done !== true) this.#primed = step.value;
  }

  async next(): Promise<Step> {
    const primed = this.#primed;
    if (primed !== undefined) {
      this.#primed = undefined;
      return { done: false, value: primed };
    }
    if (this.#ended) return END;
    const { around = plainly, transform } = this.#passage;
    const step = await this.#pull(around);
    if (step.done === true || this.#closed) return END;
    return transform === undefined ? step : { done: false, value: transform(step.value) };
  }

  async #pull(around: NonNullable<Passage['around']>): Promise<IteratorResult<Uint8Array, unknown>> {
    this.#pending = true;
    try {
      const step = await around(() => (this.#iterator ??= iteratorOf(this.#body)).next());
      if (step.done === true) this.#ended = true;
      return step;
    } catch (error) {
      this.#ended = true;
      throw error;
    } finally {
      this.#pending = false;
    }
  }

  async return(): Promise<Step> {
    this.#primed = undefined;
    const iterator = this.#iterator;
    if (iterator === undefined || this.#ended) {
      this.#ended = true;
      return END;
    }
    this.#ended = true;
    const returned = (this.#passage.around ?? plainly)(async () => iterator.return?.());
    // Behind a pending next() an async generator's return() waits for it, perhaps for ever.
    if (this.#pending) returned.catch(() => undefined);
    else await returned;
    return END;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { around = plainly, close } = this.#passage;
    await takeAllSteps([() => this.return(), () => around(() => this.#body.close?.()), () => close?.()]);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function iteratorOf(body: ResponseBody): Iterator<Uint8Array, unknown> | AsyncIterator<Uint8Array, unknown> {
  return isSyncBody(body) ? body[Symbol.iterator]() : body[Symbol.asyncIterator]();
}

function plainly<T>(pull: () => T): T {
  return pull();
}
