/**
 * Bytes to requests, one after the other on a connection. Knows nothing of sockets and clocks: bytes go in with
 * `receive`; heads and bodies come out when they are asked for, `undefined` when more bytes must arrive. After an error
 * nothing on the connection is read any more.
 */

import type { BodyEvent } from './body-event.ts';
import { ChunkedReader, type ChunkLimits } from './chunked-reader.ts';
import { type HeaderFields, parseHeaderFields } from './header-fields.ts';
import { type BodyReader, LengthReader } from './length-reader.ts';
import { ProtocolError } from './protocol-error.ts';
import { type HeadLimits, ReceiveBuffer } from './receive-buffer.ts';
import { parseRequestHead, type RequestHead } from './request-head.ts';
import { parseRequestLine } from './request-line.ts';

export interface ParserLimits {
  readonly head: HeadLimits;
  /** The most fields of a head. */
  readonly fieldCount: number;
  readonly chunked: ChunkLimits;
  /** How many empty lines may come before a request. */
  readonly emptyLines: number;
}

type State =
  | { readonly kind: 'head' }
  | { readonly kind: 'body'; readonly reader: BodyReader }
  | { readonly kind: 'failed'; readonly error: unknown };

export class RequestParser {
  readonly #limits: ParserLimits;
  readonly #buffer = new ReceiveBuffer();
  #state: State = HEAD;
  /** The last header section that was good: the next request of a client mostly has the same one. */
  #section = '';
  #fields: HeaderFields | undefined;
  /** The last request line behind which that section stood, and what the two made. */
  #line = '';
  #head: RequestHead | undefined;

  constructor(limits: ParserLimits) {
    this.#limits = limits;
  }

  /** Adds bytes. The parser keeps the chunk: nobody may change it. */
  receive(chunk: Buffer): void {
    this.#buffer.push(chunk);
  }

  /** How many bytes were received and not read. */
  get unread(): number {
    return this.#buffer.unread;
  }

  /** Whether a request has begun to arrive, and its head is not whole. */
  get isInsideHead(): boolean {
    return this.#state.kind === 'head' && (this.#buffer.isInside || this.#buffer.unread > 0);
  }

  /**
   * The next request; `undefined` when its head is not whole, or the body before it not read.
   * @throws ProtocolError now, and at each later call
   */
  nextHead(): RequestHead | undefined {
    if (this.#state.kind === 'failed') throw this.#state.error;
    return this.#state.kind === 'head' ? this.#failing(this.#readHead) : undefined;
  }

  /**
   * The next piece of the body of the last request, or its end; `undefined` when more bytes must arrive.
   * @throws ProtocolError now, and at each later call
   */
  nextOfBody(): BodyEvent | undefined {
    if (this.#state.kind === 'failed') throw this.#state.error;
    return this.#state.kind === 'body' ? this.#failing(this.#readBody) : undefined;
  }

  /** Gives what was not read to whoever takes the connection over. */
  takeRest(): Buffer {
    return this.#buffer.takeAll();
  }

  #failing<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      this.#state = { kind: 'failed', error };
      throw error;
    }
  }

  readonly #readHead = (): RequestHead | undefined => {
    const buffer = this.#buffer;
    if (!buffer.isInside && !buffer.skipEmptyLines(this.#limits.emptyLines)) return undefined;
    const text = buffer.takeHead(this.#limits.head, this.#section);
    if (text === undefined) return undefined;
    const head = this.#headOf(text.line, text.section);
    const reader = this.#readerOf(head);
    if (reader !== undefined) this.#state = { kind: 'body', reader };
    return head;
  };

  readonly #readBody = (): BodyEvent | undefined => {
    if (this.#state.kind !== 'body') return undefined;
    const event = this.#state.reader.read(this.#buffer);
    if (event?.kind === 'end') this.#state = HEAD;
    return event;
  };

  /** The head of a request; the last one when it is the same again. */
  #headOf(line: string, section: string): RequestHead {
    if (this.#head !== undefined && line === this.#line && section === this.#section) return this.#head;
    const head = parseRequestHead(parseRequestLine(line), this.#fieldsOf(section));
    if (section !== this.#section) return head;
    this.#line = line;
    this.#head = head;
    return head;
  }

  /** The fields of a section; those of the last one when it is the same again. */
  #fieldsOf(section: string): HeaderFields {
    if (section === this.#section && this.#fields !== undefined) return this.#fields;
    const fields = parseHeaderFields(section, this.#limits.fieldCount);
    if (section.length <= MOST_KEPT) {
      this.#head = undefined;
      this.#section = section;
      this.#fields = fields;
    }
    return fields;
  }

  #readerOf({ framing }: RequestHead): BodyReader | undefined {
    const { chunked } = this.#limits;
    if (framing.kind === 'none') return undefined;
    if (framing.kind === 'chunked') return new ChunkedReader(chunked);
    if (framing.length > chunked.body) throw new ProtocolError('body-too-large', 'The body is too large');
    return new LengthReader(framing.length);
  }
}

const HEAD: State = { kind: 'head' };
/** The longest section that is kept, so that an idle connection stays small. */
const MOST_KEPT = 2048;
