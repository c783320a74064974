/**
 * Multipart bodies (RFC 2046 §5.1.1, RFC 7578) without I/O: bytes in, events out. Everything that is not exactly a
 * multipart body is an error; nothing is skipped without a word. Linear in the bytes, however they are cut: what is
 * kept between two pushes is bounded by the header limit.
 *
 * Not @fastify/busboy, which drops malformed parts, and the rest of a header that is too large, without telling.
 */
import { BodyError } from './body-error.ts';
import { type PartHead, parsePartHead } from './part-head.ts';

/** What the parser finds. `data` belongs to the part before it. */
export type MultipartEvent =
  | { readonly kind: 'part'; readonly head: PartHead }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'part-end' }
  | { readonly kind: 'end' };

/** What comes next in the bytes. */
type State = 'preamble' | 'after-delimiter' | 'header' | 'before-data' | 'data' | 'epilogue';

const NOTHING = Buffer.alloc(0);
const CR = 0x0d;
const PADDING_LIMIT = 64;

export class MultipartParser {
  readonly #delimiter: Buffer;
  readonly #headerLimit: number;
  /** What has come and is not used yet. The first delimiter may lack its CRLF: it is put in front. */
  #bytes: Buffer = Buffer.from('\r\n');
  #state: State = 'preamble';
  /** Data that a delimiter could have begun in, until the next bytes showed that none did. */
  #seam: Buffer = NOTHING;

  /**
   * @param boundary the parameter of the content type
   * @param headerLimit bytes of the header of a part
   */
  constructor(boundary: string, headerLimit: number) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#headerLimit = headerLimit;
  }

  /** Adds bytes. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (this.#bytes.length === 0) this.#bytes = bytes;
    else if (this.#isDataBefore(bytes)) {
      this.#seam = this.#bytes;
      this.#bytes = bytes;
    } else this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  /** Whether what is left is data, and no delimiter runs from it into these bytes: then nothing needs to be copied. */
  #isDataBefore(bytes: Buffer): boolean {
    const { length } = this.#delimiter;
    if (this.#state !== 'data' || bytes.length < length) return false;
    return Buffer.concat([this.#bytes, bytes.subarray(0, length)]).indexOf(this.#delimiter) === -1;
  }

  /**
   * The next event; `undefined` when more bytes are needed.
   * @throws BodyError `multipart-malformed`, `part-header-too-large` or `text-malformed`
   */
  next(): MultipartEvent | undefined {
    switch (this.#state) {
      case 'preamble':
        return this.#skipPreamble() ? this.next() : undefined;
      case 'after-delimiter':
        return this.#afterDelimiter();
      case 'header':
        return this.#readHeader();
      case 'before-data':
        return this.#beforeData();
      case 'data':
        return this.#readData();
      case 'epilogue':
        this.#bytes = NOTHING;
        return undefined;
    }
  }

  /**
   * Says that there are no more bytes.
   * @throws BodyError `multipart-truncated` when the closing delimiter has not come
   */
  finish(): void {
    if (this.#state !== 'epilogue') throw new BodyError('multipart-truncated', 'The multipart body ends too early');
  }

  #skipPreamble(): boolean {
    const at = this.#bytes.indexOf(this.#delimiter);
    const length = at === -1 ? this.#bytes.length : at;
    if (length > this.#headerLimit) throw malformed('there is too much before its first part');
    if (at === -1) return false;
    this.#skip(at + this.#delimiter.length);
    this.#state = 'after-delimiter';
    return true;
  }

  /** Two hyphens end the body; else white space may follow, and the end of the line (RFC 2046 §5.1.1). */
  #afterDelimiter(): MultipartEvent | undefined {
    if (this.#bytes.length < 2) return undefined;
    if (this.#bytes.toString('latin1', 0, 2) === '--') {
      this.#state = 'epilogue';
      return { kind: 'end' };
    }
    const end = this.#bytes.indexOf('\r\n', 0, 'latin1');
    const padding = this.#bytes.toString('latin1', 0, end === -1 ? PADDING_LIMIT + 1 : end);
    if (padding.length > PADDING_LIMIT || !/^[ \t]*\r?$/.test(padding)) {
      throw malformed('a delimiter does not end its line');
    }
    if (end === -1) return undefined;
    // The line's end stays: it is the first half of the empty line, when a part has no header at all.
    this.#skip(end);
    this.#state = 'header';
    return this.next();
  }

  #readHeader(): MultipartEvent | undefined {
    const end = this.#bytes.indexOf('\r\n\r\n', 0, 'latin1');
    if ((end === -1 ? this.#bytes.length : end) > this.#headerLimit) {
      throw new BodyError('part-header-too-large', `The header of a part takes more than ${this.#headerLimit} bytes`);
    }
    if (end === -1) return undefined;
    const head = parsePartHead(this.#bytes.subarray(2, Math.max(2, end)));
    this.#skip(end + 2);
    this.#state = 'before-data';
    return { kind: 'part', head };
  }

  /** The empty line is still there: in a part without any content, the delimiter shares its end (RFC 2046 §5.1.1). */
  #beforeData(): MultipartEvent | undefined {
    if (this.#bytes.length < this.#delimiter.length) return undefined;
    if (this.#bytes.indexOf(this.#delimiter) !== 0) this.#skip(2);
    this.#state = 'data';
    return this.#readData();
  }

  #readData(): MultipartEvent | undefined {
    if (this.#seam.length > 0) {
      const bytes = this.#seam;
      this.#seam = NOTHING;
      return { kind: 'data', bytes };
    }
    const at = this.#bytes.indexOf(this.#delimiter);
    if (at === 0) {
      this.#skip(this.#delimiter.length);
      this.#state = 'after-delimiter';
      return { kind: 'part-end' };
    }
    const length = at === -1 ? this.#plainLength() : at;
    if (length === 0) return undefined;
    const bytes = this.#bytes.subarray(0, length);
    this.#skip(length);
    return { kind: 'data', bytes };
  }

  /** How many bytes cannot belong to a delimiter that is still coming: those before a CR near the end. */
  #plainLength(): number {
    const at = this.#bytes.indexOf(CR, Math.max(0, this.#bytes.length - this.#delimiter.length + 1));
    return at === -1 ? this.#bytes.length : at;
  }

  #skip(length: number): void {
    this.#bytes = length === this.#bytes.length ? NOTHING : this.#bytes.subarray(length);
  }
}

function malformed(why: string): BodyError {
  return new BodyError('multipart-malformed', `The multipart body is malformed: ${why}`);
}
