/**
 * The body of a request, as the application reads it. Takes bytes from the connection only when it is asked for them,
 * which is the back-pressure: what nobody reads stays with the client. Ends by itself; a body that does not reach its
 * end rejects, at each read from then on.
 */
import type { HeaderList, InputStream } from '@tsgi/protocol';
import { InputError, toInputError } from './input-error.ts';
import type { BodyEvent } from './wire/body-event.ts';

/** Where the body comes from. */
export interface BodySource {
  /**
   * The next event that is here; `undefined` when none is.
   * @throws InputError, ProtocolError when the body cannot go on
   */
  nextOfBody(): BodyEvent | undefined;
  /** Asks for more, and calls back once when `nextOfBody` has something to say. */
  whenMoreOfBody(callback: () => void): void;
  /** The body has been read to its end. */
  endOfBody(trailers: HeaderList | undefined): void;
}

type State =
  | { readonly kind: 'reading'; readonly source: BodySource }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: unknown };

export class RequestInput implements InputStream {
  #state: State;
  #rest: Uint8Array | undefined;
  #isBusy = false;

  /** @param source nothing for a request without a body */
  constructor(source: BodySource | undefined) {
    this.#state = source === undefined ? ENDED : { kind: 'reading', source };
  }

  read(size: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.#take(size, none);
  }

  readLine(limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.#take(limit, afterLineFeed);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        this.#begin();
        try {
          for (;;) {
            const chunk = this.#chunkHere();
            if (chunk === undefined) return { done: true, value: undefined };
            if (chunk !== 'later') return { done: false, value: chunk };
            await this.#whenMore();
          }
        } finally {
          queueMicrotask(this.#end);
        }
      },
      return: () => Promise.resolve({ done: true, value: undefined }),
    };
  }

  /**
   * Takes up to `size` bytes, or up to where `endIn` says that a chunk ends it. One function for all of it: a body that
   * is here costs one promise.
   */
  async #take(size: number, endIn: (chunk: Uint8Array) => number): Promise<Uint8Array> {
    assertSize(size);
    this.#begin();
    try {
      const pieces: Uint8Array[] = [];
      let length = 0;
      while (length < size) {
        const chunk = this.#chunkHere();
        if (chunk === undefined) break;
        if (chunk === 'later') {
          await this.#whenMore();
          continue;
        }
        const end = endIn(chunk);
        const taken = Math.min(size - length, end === -1 ? chunk.length : end);
        if (taken < chunk.length) this.#rest = chunk.subarray(taken);
        pieces.push(taken < chunk.length ? chunk.subarray(0, taken) : chunk);
        length += taken;
        if (taken === end) break;
      }
      const [first] = pieces;
      return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, length);
    } finally {
      queueMicrotask(this.#end);
    }
  }

  #begin(): void {
    if (this.#isBusy) throw new InputError('read-pending', 500, 'The body is being read: one reader at a time');
    this.#isBusy = true;
  }

  /** Comes before whoever waits goes on, and after whoever did not wait has been told so. */
  readonly #end = (): void => {
    this.#isBusy = false;
  };

  /** The next chunk of the body as it came in, or what a read has left of one; `undefined` at the end. */
  #chunkHere(): Uint8Array | 'later' | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) return rest;
    const state = this.#state;
    if (state.kind === 'ended') return undefined;
    if (state.kind === 'failed') throw state.error;
    const event = this.#nextEvent(state.source);
    if (event === undefined) return 'later';
    return event.kind === 'data' ? event.bytes : undefined;
  }

  async #whenMore(): Promise<void> {
    const state = this.#state;
    if (state.kind === 'reading') await new Promise<void>((resolve) => state.source.whenMoreOfBody(resolve));
  }

  #nextEvent(source: BodySource): BodyEvent | undefined {
    try {
      const event = source.nextOfBody();
      if (event?.kind === 'end') {
        this.#state = ENDED;
        source.endOfBody(event.trailers);
      }
      return event;
    } catch (error) {
      const failure = toInputError(error);
      this.#state = { kind: 'failed', error: failure };
      throw failure;
    }
  }
}

const ENDED: State = { kind: 'ended' };
const LF = 0x0a;

function none(): number {
  return -1;
}

function afterLineFeed(chunk: Uint8Array): number {
  const at = chunk.indexOf(LF);
  return at === -1 ? -1 : at + 1;
}

function assertSize(size: number): void {
  if (size === Number.POSITIVE_INFINITY || (Number.isInteger(size) && size >= 0)) return;
  throw new RangeError(`The number of bytes to read is a whole number from 0, not ${size}`);
}
