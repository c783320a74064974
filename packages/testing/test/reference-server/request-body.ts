/** The body of a request, out of its framing (RFC 9112 §6 and §7). */
import type { HeaderList } from '@tsgi/protocol';
import { InputFault } from '../../src/memory-input.ts';
import type { ByteReader } from './byte-reader.ts';
import type { RequestHead } from './request-head.ts';

const BLOCK = 64 * 1024;

export class RequestBody {
  readonly #reader: ByteReader;
  readonly #isChunked: boolean;
  /** Bytes to come, of the body or of the chunk. */
  #missing: number;
  #isOver: boolean;
  trailers: HeaderList | undefined;

  constructor(reader: ByteReader, { isChunked, length = 0 }: RequestHead) {
    this.#reader = reader;
    this.#isChunked = isChunked;
    this.#missing = isChunked ? 0 : length;
    this.#isOver = !isChunked && length === 0;
  }

  /** Whether nothing of it is left on the connection. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The next bytes; `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (!this.#isOver && this.#missing === 0) await this.#nextChunk();
    if (this.#isOver) return undefined;
    const bytes = await this.#reader.some(Math.min(this.#missing, BLOCK));
    if (bytes === undefined) throw new InputFault('body-truncated', 400, 'The client has left');
    this.#missing -= bytes.length;
    if (this.#missing === 0 && this.#isChunked) await this.#line(/^$/);
    else this.#isOver = this.#missing === 0;
    return bytes;
  }

  async #nextChunk(): Promise<void> {
    this.#missing = Number.parseInt(await this.#line(/^[0-9A-Fa-f]{1,8}$/), 16);
    if (this.#missing > 0) return;
    const trailers: [string, string][] = [];
    for (let line = await this.#line(/^/); line !== ''; line = await this.#line(/^/)) {
      const [name = '', value = ''] = line.split(/:[\t ]*/, 2);
      trailers.push([name, value]);
    }
    if (trailers.length > 0) this.trailers = trailers;
    this.#isOver = true;
  }

  async #line(pattern: RegExp): Promise<string> {
    const line = (await this.#reader.through('\n'))?.slice(0, -1);
    if (line === undefined) throw new InputFault('body-truncated', 400, 'The client has left');
    if (!line.endsWith('\r') || !pattern.test(line.slice(0, -1))) {
      throw new InputFault('body-truncated', 400, 'The chunks are malformed');
    }
    return line.slice(0, -1);
  }
}
