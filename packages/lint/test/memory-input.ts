import type { InputStream } from '@tsgi/protocol';

/** An input whose bytes are there. Its methods are built on each other, as those of a server may be. */
export class MemoryInput implements InputStream {
  #rest: Uint8Array;

  constructor(text: string) {
    this.#rest = Buffer.from(text, 'latin1');
  }

  async read(size: number = this.#rest.length): Promise<Uint8Array> {
    await Promise.resolve();
    const chunk = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return chunk;
  }

  async readLine(limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const bytes: number[] = [];
    while (bytes.length < limit) {
      const [byte] = await this.read(1);
      if (byte === undefined) break;
      bytes.push(byte);
      if (byte === 0x0a) break;
    }
    return Uint8Array.from(bytes);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    for (;;) {
      const chunk = await this.read(2);
      if (chunk.length === 0) return undefined;
      yield chunk;
    }
  }
}
