/**
 * Pulls a body and hands its chunks on: the next one only when the last one has found room, which is the
 * back-pressure. Lets everybody else have a turn now and then, also when the body never waits. Closes the body exactly
 * once.
 */
import { type ErrorStream, isPromiseLike, isSyncBody, type ResponseBody } from '@tsgi/protocol';
import { closeBody } from './close-body.ts';
import { chunkReturn } from './file-chunks.ts';

/** Where the chunks go. */
export interface ChunkSink {
  /** Takes a chunk; tells whether more is wanted. `sent` may be called when nobody needs the chunk any more. */
  send(chunk: Uint8Array, sent: ((chunk: Uint8Array) => void) | undefined): boolean;
  /** Whether the next chunk should wait for `whenDrained`. */
  readonly isFull: boolean;
  whenDrained(callback: () => void): void;
  /** Nothing comes at once. */
  flush(): void;
  /** Runs a callback in the context of the request. */
  run(callback: () => void): void;
  /** The body has ended, by itself or not, and is not closed yet. */
  ended(failure: { readonly error: unknown } | undefined): void;
}

type Step = IteratorResult<Uint8Array, unknown>;
type Chunks = Iterator<Uint8Array, unknown> | AsyncIterator<Uint8Array, unknown>;

export class BodyPump {
  readonly #body: ResponseBody;
  readonly #sink: ChunkSink;
  #giveBack: ((chunk: Uint8Array) => void) | undefined;
  #chunks: Chunks | undefined;
  #isPending = false;
  /** Whether the iterator has said itself that it is over. */
  #isExhausted = false;
  #isStopped = false;
  #pulls = 0;

  constructor(body: ResponseBody, sink: ChunkSink) {
    this.#body = body;
    this.#sink = sink;
  }

  /** Pulls until it has to wait; goes on by itself. */
  pull(): void {
    while (!this.#isStopped) {
      if (this.#sink.isFull) {
        this.#pulls = 0;
        this.#sink.whenDrained(() => this.#sink.run(() => this.pull()));
        return;
      }
      if (++this.#pulls > MOST_PULLS) {
        this.#pulls = 0;
        this.#sink.flush();
        setImmediate(() => this.pull());
        return;
      }
      const step = this.#next();
      if (step === undefined) return;
      this.#take(step);
    }
  }

  /** Stops pulling: nobody wants the rest. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#sink.ended(undefined);
  }

  /** Closes the body, after the iterator when that was stopped early. What throws is logged. */
  close(errors: ErrorStream): void | Promise<void> {
    this.#isStopped = true;
    const early = this.#isExhausted ? undefined : this.#chunks;
    return closeBody(this.#body, early, this.#isPending, errors);
  }

  #next(): Step | undefined {
    try {
      const step = (this.#chunks ??= this.#begin()).next();
      if (!isPromiseLike(step)) return step;
      this.#isPending = true;
      this.#sink.flush();
      step.then(this.#onStep, this.#onFailure);
    } catch (error) {
      this.#isExhausted = true;
      this.#end({ error });
    }
    return undefined;
  }

  #begin(): Chunks {
    if (isSyncBody(this.#body)) return this.#body[Symbol.iterator]();
    const chunks = this.#body[Symbol.asyncIterator]();
    this.#giveBack = chunkReturn(chunks);
    return chunks;
  }

  readonly #onStep = (step: Step): void => {
    this.#isPending = false;
    if (step.done === true) this.#isExhausted = true;
    if (this.#isStopped) return;
    this.#take(step);
    this.pull();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isPending = false;
    this.#isExhausted = true;
    this.#end({ error });
  };

  #take(step: Step): void {
    if (step.done === true) {
      this.#isExhausted = true;
      this.#end(undefined);
      return;
    }
    try {
      if (!this.#sink.send(step.value, this.#giveBack)) this.#end(undefined);
    } catch (error) {
      this.#end({ error });
    }
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#sink.ended(failure);
  }
}

/** How often in a row a body is pulled before others have a turn. */
const MOST_PULLS = 128;
