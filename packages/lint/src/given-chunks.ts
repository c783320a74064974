/**
 * Remembers the chunks that were given, so that a change of one is found, and tells who has changed it: the giver has
 * the chunk itself, the taker a copy. Remembers the last few of a stream only: what an application reuses, it reuses
 * soon.
 */
import { crc32 } from 'node:zlib';
import type { KeptChunks } from './rules/body.ts';

interface GivenChunk {
  readonly given: Uint8Array;
  readonly handed: Uint8Array;
  readonly checksum: number;
}

export class GivenChunks {
  readonly #limit: number;
  readonly #chunks: GivenChunk[] = [];

  /** @param limit how many chunks to remember. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Remembers a chunk; gives the copy to hand on. */
  add(given: Uint8Array): Uint8Array {
    const handed = Buffer.isBuffer(given) ? Buffer.from(given) : new Uint8Array(given);
    this.#chunks.push({ given, handed, checksum: crc32(given) });
    if (this.#chunks.length > this.#limit) this.#chunks.shift();
    return handed;
  }

  /** Whether the chunks are still what they were. Each change is told once. */
  verify(): KeptChunks {
    const givenChanged = this.#chunks.some(({ given, checksum }) => crc32(given) !== checksum);
    const handedChanged = this.#chunks.some(({ handed, checksum }) => crc32(handed) !== checksum);
    if (givenChanged || handedChanged) this.#chunks.length = 0;
    return { givenChanged, handedChanged };
  }
}
