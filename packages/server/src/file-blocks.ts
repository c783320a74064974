/**
 * Memory that files are read into, block by block, and again when what a block held has gone out: fresh memory costs a
 * large file more than its reading does.
 */
export class FileBlocks {
  readonly #free: Buffer[] = [];
  /** What was taken and not given back. Anything else is not of here. */
  readonly #taken = new WeakSet<ArrayBufferLike>();

  /** A block, whose content is anything. */
  take(): Buffer {
    const block = this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK);
    this.#taken.add(block.buffer);
    return block;
  }

  /** Gives back what was taken, or a part of it. Nobody may look at it any more. */
  giveBack({ buffer }: Uint8Array): void {
    if (this.#taken.delete(buffer) && this.#free.length < MOST_FREE) this.#free.push(Buffer.from(buffer));
  }
}

/** The bytes of a block. */
export const BLOCK = 65_536;
const MOST_FREE = 64;
