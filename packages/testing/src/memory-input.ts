/**
 * `tsgi.input` over chunks that a test gives. It keeps the rules that a server's input keeps: it ends by itself, gives
 * empty chunks past the end, has one reader at a time, and rejects, now and for ever after, where the body is cut off.
 */
import type { InputError, InputStream } from '@tsgi/protocol';
import { concat } from './concat.ts';

/** The chunks of a request body. */
export type BodySource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What an input has to know besides the chunks. */
export interface InputFacts {
  /** How many bytes `Content-Length` promises. */
  readonly length: number | undefined;
  /** Aborts when the client leaves, which cuts the body off. */
  readonly left: AbortSignal;
  /** Whether the client holds the body back until it is asked for it (`Expect: 100-continue`). */
  readonly isAwaited: boolean;
  /** Called when the body has been read to its end. */
  readonly end: () => void;
}

/** Why a body could not be read. The codes are those of `@tsgi/server`. */
export class InputFault extends Error implements InputError {
  override readonly name = 'InputFault';
  readonly origin = 'tsgi.input';
  readonly code: 'body-truncated' | 'body-not-sent' | 'read-pending';
  readonly status: 400 | 500;

  constructor(code: InputFault['code'], status: InputFault['status'], message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

type State = { readonly kind: 'open' | 'ended' } | { readonly kind: 'failed'; readonly error: unknown };

export class MemoryInput implements InputStream {
  readonly #source: BodySource;
  readonly #facts: InputFacts;
  #iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined;
  #state: State = { kind: 'open' };
  #isReading = false;
  #isAwaited: boolean;
  #wasAsked = false;
  #held: Uint8Array = EMPTY;
  #received = 0;

  constructor(source: BodySource, facts: InputFacts) {
    this.#source = source;
    this.#facts = facts;
    this.#isAwaited = facts.isAwaited;
  }

  /** Whether `100 Continue` was sent: the client expected it, and the application has read. */
  get wasAskedFor(): boolean {
    return this.#wasAsked;
  }

  read(size: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.#collect(size, () => -1);
  }

  readLine(limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.#collect(limit, (chunk) => chunk.indexOf(LF));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () =>
        this.#exclusively(async () =>
          (await this.#fill())
            ? { done: false, value: this.#take(this.#held.length) }
            : { done: true, value: undefined },
        ),
    };
  }

  /** The final head has gone out: a client that still holds the body back will never send it (RFC 9110 §10.1.1). */
  headSent(): void {
    if (this.#isAwaited) this.#fail(notSent());
  }

  /** Ends the input with its response: nobody may read any more, and the chunks are let go. */
  async close(): Promise<void> {
    if (this.#state.kind === 'open') this.#fail(notSent());
    const returned = this.#iterator?.return?.();
    // Behind a pending next() an async generator's return() waits for it, perhaps for ever.
    if (!this.#isReading) await returned;
  }

  /** Takes up to `size` bytes, and no further than the byte that `findEnd` finds. */
  async #collect(size: number, findEnd: (chunk: Uint8Array) => number): Promise<Uint8Array> {
    if (!(size >= 0)) throw new RangeError(`A number of bytes is a whole number from 0, not ${size}`);
    return this.#exclusively(async () => {
      const parts: Uint8Array[] = [];
      let missing = size;
      while (missing > 0 && (await this.#fill())) {
        const end = findEnd(this.#held) + 1;
        const part = this.#take(Math.min(missing, end === 0 ? this.#held.length : end));
        parts.push(part);
        missing = part.length === end ? 0 : missing - part.length;
      }
      return concat(parts);
    });
  }

  async #exclusively<T>(read: () => Promise<T>): Promise<T> {
    if (this.#isReading) throw new InputFault('read-pending', 500, 'The input was read while another read was pending');
    if (this.#state.kind === 'failed') throw this.#state.error;
    this.#wasAsked ||= this.#isAwaited;
    this.#isAwaited = false;
    this.#isReading = true;
    try {
      return await read();
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  #fail(error: unknown): void {
    this.#state = { kind: 'failed', error };
  }

  /** Sees to it that some bytes are held; false at the end. */
  async #fill(): Promise<boolean> {
    while (this.#held.length === 0 && this.#state.kind === 'open') {
      const step = await this.#pull();
      if (step.done === true) this.#end();
      else this.#held = this.#within(step.value);
    }
    return this.#held.length > 0;
  }

  async #pull(): Promise<IteratorResult<Uint8Array, unknown>> {
    if (this.#received === this.#facts.length) return { done: true, value: undefined };
    if (this.#facts.left.aborted) throw truncated();
    const iterator = (this.#iterator ??= iteratorOf(this.#source));
    const left = onAbort(this.#facts.left);
    try {
      return await Promise.race([iterator.next(), left.promise]);
    } finally {
      left.stop();
    }
  }

  /** What of a chunk `Content-Length` covers: a server takes the rest for the next request. */
  #within(chunk: Uint8Array): Uint8Array {
    const { length = Number.POSITIVE_INFINITY } = this.#facts;
    const part = chunk.subarray(0, length - this.#received);
    this.#received += part.length;
    return part;
  }

  #end(): void {
    if (this.#facts.length !== undefined && this.#received < this.#facts.length) throw truncated();
    this.#state = { kind: 'ended' };
    this.#facts.end();
  }

  #take(size: number): Uint8Array {
    const part = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
    return part;
  }
}

const EMPTY = new Uint8Array();
const LF = 0x0a;

function iteratorOf(source: BodySource): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

function truncated(): InputFault {
  return new InputFault('body-truncated', 400, 'The body ended before it was whole');
}

function notSent(): InputFault {
  return new InputFault('body-not-sent', 400, 'The body was asked for when the response had gone out');
}

/** A promise that rejects when the client leaves, and a way to stop waiting for it. */
function onAbort(signal: AbortSignal): { readonly promise: Promise<never>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const listener = (): void => reject(truncated());
    signal.addEventListener('abort', listener, { once: true });
    stop = () => signal.removeEventListener('abort', listener);
  });
  promise.catch(() => undefined);
  return { promise, stop };
}
