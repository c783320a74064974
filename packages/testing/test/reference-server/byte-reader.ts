/** Reads a socket piece by piece, and takes no more from it than a little ahead of its reader. */
import type { Socket } from 'node:net';

const AHEAD = 64 * 1024;

export class ByteReader {
  readonly #socket: Socket;
  #held = Buffer.alloc(0);
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
      const at = this.#held.indexOf(mark, 0, 'latin1');
      if (at !== -1) return this.#take(at + mark.length).toString('latin1');
      if (!(await this.#more())) return undefined;
    }
  }

  /** Some bytes, at most so many; `undefined` at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#held.length === 0) if (!(await this.#more())) return undefined;
    return this.#take(Math.min(most, this.#held.length));
  }

  /** Gives the socket away, with the bytes that nobody has read. */
  release(): Uint8Array {
    for (const event of ['data', 'end', 'close'] as const)
      this.#socket.off(event, this.#onData).off(event, this.#onEnd);
    return this.#take(this.#held.length);
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#held = Buffer.concat([this.#held, bytes]);
    if (this.#held.length > this.#ahead) this.#socket.pause();
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#isOver = true;
    this.#wake?.();
  };

  #take(count: number): Buffer {
    const taken = Buffer.from(this.#held.subarray(0, count));
    this.#held = this.#held.subarray(count);
    return taken;
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
