/** Reads a socket piece by piece, and takes no more from it than a little ahead of its reader. */
import type { Socket } from 'node:net';

const AHEAD = 64 * 1024;

export class ByteReader {
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #length = 0;
  #isOver = false;
  #wake: (() => void) | undefined;

  readonly #ahead: number;

  /** @param ahead how many bytes to hold at most */
  constructor(socket: Socket, ahead: number = AHEAD) {
    this.#socket = socket;
    this.#ahead = ahead;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
  }

  /** Up to and with the mark, as latin-1 text; `undefined` at the end. */
  async through(mark: string): Promise<string | undefined> {
    for (;;) {
      const at = this.#joined().indexOf(mark, 0, 'latin1');
      if (at !== -1) return this.#take(at + mark.length).toString('latin1');
      if (!(await this.#more())) return undefined;
    }
  }

  /** Some bytes, at most so many; `undefined` at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#length === 0) if (!(await this.#more())) return undefined;
    return this.#take(Math.min(most, this.#length));
  }

  /** Gives the socket away, with the bytes that nobody has read. */
  release(): Uint8Array {
    for (const event of ['data', 'end', 'close'] as const)
      this.#socket.off(event, this.#onData).off(event, this.#onEnd);
    return this.#take(this.#length);
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length > this.#ahead) this.#socket.pause();
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#isOver = true;
    this.#wake?.();
  };

  #take(count: number): Buffer {
    const held = this.#joined();
    this.#pieces = [held.subarray(count)];
    this.#length -= count;
    return Buffer.from(held.subarray(0, count));
  }

  /** All that is held, in one piece. Only when it is read: at each piece, much would be copied once for each. */
  #joined(): Buffer {
    const [first = Buffer.alloc(0), ...others] = this.#pieces;
    const all = others.length === 0 ? first : Buffer.concat([first, ...others]);
    this.#pieces = [all];
    return all;
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false;
    this.#socket.resume();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return true;
  }
}
