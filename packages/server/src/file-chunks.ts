/**
 * An open file, chunk by chunk, with the next chunk read while the last one goes out. Written out instead of as a
 * generator: a file has a great many chunks, and each costs one promise here.
 */
import { read } from 'node:fs';
import { BLOCK, FileBlocks } from './file-blocks.ts';

type Step = IteratorResult<Uint8Array, undefined>;

/** What the last read came to. */
type Outcome =
  | { readonly kind: 'chunk'; readonly chunk: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };

export class FileChunks implements AsyncIterator<Uint8Array, undefined> {
  readonly #fd: number;
  readonly #blockSize: number;
  #position: number | null;
  #left: number;
  #isReading = false;
  #outcome: Outcome | undefined;
  #waiting: { readonly resolve: (step: Step) => void; readonly reject: (error: unknown) => void } | undefined;
  #whenSettled: (() => void) | undefined;

  /** @param file `start` is where to read, where the descriptor stands when it is left out; `length` is how much */
  constructor(file: { readonly fd: number; readonly start?: number; readonly length?: number }, blockSize: number) {
    this.#fd = file.fd;
    this.#blockSize = blockSize;
    this.#position = file.start ?? null;
    this.#left = file.length ?? Number.POSITIVE_INFINITY;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#outcome !== undefined) this.#deliver(this.#outcome);
      else if (!this.#isReading) this.#read();
    });
  }

  return(): Promise<Step> {
    this.#outcome = END;
    this.#left = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  /**
   * Whether a read is under way. A descriptor is closed after it: its number may be another file's at once, and the read
   * would move that one on.
   */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** When the read that is under way has ended. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isReading) this.#whenSettled = resolve;
      else resolve();
    });
  }

  #read(): void {
    const size = Math.min(this.#blockSize, this.#left);
    if (size === 0) {
      this.#arrive(END);
      return;
    }
    const buffer = size === BLOCK ? blocks.take() : Buffer.allocUnsafeSlow(size);
    this.#isReading = true;
    read(this.#fd, buffer, 0, size, this.#position, (error, length) => {
      this.#isReading = false;
      this.#whenSettled?.();
      if (length === 0 || error !== null) blocks.giveBack(buffer);
      if (error !== null) this.#arrive({ kind: 'failed', error });
      else if (length === 0) this.#arrive(END);
      else this.#arrive({ kind: 'chunk', chunk: length === buffer.length ? buffer : buffer.subarray(0, length) });
    });
  }

  #arrive(outcome: Outcome): void {
    if (this.#left === 0) this.#outcome = END;
    else this.#outcome = outcome;
    if (this.#waiting !== undefined) this.#deliver(this.#outcome);
  }

  #deliver(outcome: Outcome): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (outcome.kind === 'end') waiting?.resolve({ done: true, value: undefined });
    else if (outcome.kind === 'failed') waiting?.reject(outcome.error);
    else {
      if (this.#position !== null) this.#position += outcome.chunk.length;
      this.#left -= outcome.chunk.length;
      this.#outcome = undefined;
      this.#read();
      waiting?.resolve({ done: false, value: outcome.chunk });
    }
  }
}

/**
 * What takes back the memory of chunks that have gone out; `undefined` for those of anything else, and for chunks that
 * somebody has stepped in between and may have kept.
 */
export function chunkReturn(chunks: object): ((chunk: Uint8Array) => void) | undefined {
  return chunks instanceof FileChunks && chunks.next === FileChunks.prototype.next ? giveBack : undefined;
}

const blocks = new FileBlocks();
const giveBack = (chunk: Uint8Array): void => blocks.giveBack(chunk);
const END: Outcome = { kind: 'end' };
