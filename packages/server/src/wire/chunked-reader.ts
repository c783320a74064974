/** The chunked transfer coding (RFC 9112 §7.1). Its state says what the next bytes have to be. */
import type { HeaderList } from '@tsgi/protocol';
import type { BodyEvent } from './body-event.ts';
import type { BodyReader } from './length-reader.ts';
import { ProtocolError } from './protocol-error.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';
import { parseTrailer } from './trailer.ts';

/** What a chunked body may cost besides its data. */
export interface ChunkLimits {
  /** The most bytes of data. */
  readonly body: number;
  /** The most bytes of a line with a chunk's size. */
  readonly sizeLine: number;
  /** The most bytes of all chunk extensions together. */
  readonly extensions: number;
  /** The most bytes of the trailer section. */
  readonly trailers: number;
  /** The most fields in the trailer section. */
  readonly trailerCount: number;
}

type State =
  | { readonly kind: 'size' }
  | { readonly kind: 'data'; remaining: number }
  | { readonly kind: 'data-end' }
  | { readonly kind: 'trailers' };

export class ChunkedReader implements BodyReader {
  readonly #limits: ChunkLimits;
  readonly #trailers: [string, string][] = [];
  #state: State = SIZE;
  #total = 0;
  #extensions = 0;
  #trailerBytes = 0;

  constructor(limits: ChunkLimits) {
    this.#limits = limits;
  }

  /** @throws ProtocolError */
  read(buffer: ReceiveBuffer): BodyEvent | undefined {
    for (;;) {
      const state = this.#state;
      switch (state.kind) {
        case 'size': {
          const line = buffer.takeLine(this.#limits.sizeLine, longSizeLine);
          if (line === undefined) return undefined;
          this.#state = this.#startChunk(line);
          break;
        }
        case 'data': {
          const bytes = buffer.takeBytes(state.remaining);
          if (bytes === undefined) return undefined;
          state.remaining -= bytes.length;
          if (state.remaining === 0) this.#state = DATA_END;
          return { kind: 'data', bytes };
        }
        case 'data-end': {
          const line = buffer.takeLine(0, wrongChunkEnd);
          if (line === undefined) return undefined;
          this.#state = SIZE;
          break;
        }
        case 'trailers': {
          const line = buffer.takeLine(this.#limits.trailers, largeTrailers);
          if (line === undefined) return undefined;
          if (line === '') return { kind: 'end', trailers: this.#takeTrailers() };
          this.#addTrailer(line);
        }
      }
    }
  }

  /** `chunk-size [ chunk-ext ]`: hexadecimal digits, and nothing but well-formed extensions behind them. */
  #startChunk(line: string): State {
    const [digits] = SIZE_DIGITS.exec(line) ?? [];
    if (digits === undefined) throw new ProtocolError('chunk-size', 'A chunk has no hexadecimal size');
    const size = Number.parseInt(digits, 16);
    if (!Number.isSafeInteger(size)) throw new ProtocolError('chunk-size', 'The size of a chunk is too large a number');
    if (digits.length < line.length) this.#checkExtension(line.slice(digits.length));
    this.#total += size;
    if (this.#total > this.#limits.body) throw new ProtocolError('body-too-large', 'The body is too large');
    return size === 0 ? TRAILERS : { kind: 'data', remaining: size };
  }

  /** §7.1.1: ignored, but read, and bounded in all (CVE-2023-39326: a body that is nearly all extensions). */
  #checkExtension(text: string): void {
    this.#extensions += text.length;
    if (!EXTENSIONS.test(text) || this.#extensions > this.#limits.extensions) {
      throw new ProtocolError('chunk-extension', 'The extensions of a chunk are malformed or too long');
    }
  }

  #addTrailer(line: string): void {
    this.#trailerBytes += line.length + 2;
    this.#trailers.push(parseTrailer(line));
    if (this.#trailerBytes > this.#limits.trailers || this.#trailers.length > this.#limits.trailerCount) {
      throw largeTrailers();
    }
  }

  #takeTrailers(): HeaderList | undefined {
    return this.#trailers.length === 0 ? undefined : this.#trailers;
  }
}

const SIZE: State = { kind: 'size' };
const DATA_END: State = { kind: 'data-end' };
const TRAILERS: State = { kind: 'trailers' };
const SIZE_DIGITS = /^[0-9A-Fa-f]+/;
const EXTENSIONS =
  /^(?:[\t ]*;[\t ]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:[\t ]*=[\t ]*(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*$/;

function longSizeLine(): ProtocolError {
  return new ProtocolError('chunk-extension', 'The line of a chunk size is too long');
}

function wrongChunkEnd(): ProtocolError {
  return new ProtocolError('chunk-end', 'The data of a chunk does not end in CR LF where its size says');
}

function largeTrailers(): ProtocolError {
  return new ProtocolError('trailers-too-large', 'The trailer section is too large');
}
