/** What a client's request has come to. */
import type { Duplex } from 'node:stream';
import { ResponseHeaders } from '@tsgi/http';
import { type Facts, type HeaderList, statusCode } from '@tsgi/protocol';
import { concat } from './concat.ts';
import type { TestParts } from './create-environ.ts';
import { TestingError } from './testing-error.ts';

/** The head of a response, and how the client came to it. */
export interface ClientResponseHead {
  readonly url: string;
  readonly status: string;
  readonly headers: HeaderList;
  readonly redirects: readonly Redirect[];
  readonly socket?: Duplex;
}

/** A redirect that was followed. */
export interface Redirect {
  readonly status: number;
  /** The absolute URL that it led to. */
  readonly url: string;
}

/** The body as it comes. */
export interface Transfer {
  /** The next chunk; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Ends it early. */
  leave(): Promise<void>;
}

/**
 * A response. Whose body was all there (an array, as most are) has ended already: its body is closed and `onFinish` was
 * called. Any other ends when it is read, with `text()`, `json()`, `bytes()` or all of `chunks()`, or by `close()`.
 */
export class ClientResponse {
  /** The absolute URL that answered, behind every redirect that was followed. */
  readonly url: string;
  /** The status as a number. */
  readonly status: number;
  /** The reason in the status line. */
  readonly statusText: string;
  /** The headers as the application gave them. */
  readonly headers: ResponseHeaders;
  /** The redirects that led here, in their order; empty where none was followed. */
  readonly redirects: readonly Redirect[];
  /** The client's end of the connection, after a 101. */
  readonly socket: Duplex | undefined;
  readonly #parts: TestParts;
  readonly #transfer: Transfer;
  #read: Promise<readonly Uint8Array[]> | undefined;
  #isStreamed = false;

  constructor(head: ClientResponseHead, parts: TestParts, transfer: Transfer) {
    this.url = head.url;
    this.status = statusCode(head.status);
    this.statusText = head.status.slice(4);
    this.headers = new ResponseHeaders(head.headers);
    this.redirects = head.redirects;
    this.socket = head.socket;
    this.#parts = parts;
    this.#transfer = transfer;
  }

  /** Whether it has not ended: its body is neither read to its end nor closed. */
  get isOpen(): boolean {
    return this.#parts.exchange.finish === undefined;
  }

  /** What the layers of the application have noted about the request: `exchange.facts`. */
  get facts(): Facts {
    return this.#parts.exchange.facts;
  }

  /** What was written to `tsgi.errors` so far. */
  get log(): string {
    return this.#parts.errors.text;
  }

  /** The headers of each `103 Early Hints`, in order. */
  get earlyHints(): readonly HeaderList[] {
    return this.#parts.exchange.sentHints;
  }

  /** Whether the application was sent `100 Continue` for its first read: the request had `Expect: 100-continue`. */
  get continued(): boolean {
    return this.#parts.input.wasAskedFor;
  }

  /**
   * The body, read to its end. May be asked for again, here and by `text()` and `json()`.
   * @throws what the body throws; LintError for what broke the protocol on the way
   */
  async bytes(): Promise<Uint8Array> {
    return concat(await this.#readAll());
  }

  /** The body as text, in the charset of its `Content-Type`; UTF-8 where that names none. */
  async text(): Promise<string> {
    const charset = /;\s*charset="?([^";\s]+)/i.exec(this.headers.get('Content-Type') ?? '')?.[1];
    return new TextDecoder(charset).decode(await this.bytes());
  }

  /**
   * The body parsed as JSON.
   * @throws SyntaxError when it is none
   */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  /**
   * The chunks as they come: each is pulled from the application when it is asked for. Breaking off closes the response.
   * Can be had once, and after a read any number of times.
   */
  async *chunks(): AsyncGenerator<Uint8Array, undefined> {
    if (this.#read !== undefined) {
      yield* await this.#read;
      return;
    }
    this.#stream();
    try {
      for (let chunk = await this.#transfer.next(); chunk !== undefined; chunk = await this.#transfer.next())
        yield chunk;
    } finally {
      await this.#transfer.leave();
    }
  }

  /** Ends the response where it has not ended: the client leaves, as one that closes its connection. */
  async close(): Promise<void> {
    this.socket?.destroy();
    await this.#transfer.leave();
  }

  #readAll(): Promise<readonly Uint8Array[]> {
    this.#read ??= this.#pullAll();
    return this.#read;
  }

  async #pullAll(): Promise<readonly Uint8Array[]> {
    this.#stream();
    const chunks: Uint8Array[] = [];
    for (let chunk = await this.#transfer.next(); chunk !== undefined; chunk = await this.#transfer.next())
      chunks.push(chunk);
    return chunks;
  }

  #stream(): void {
    if (this.#isStreamed) throw new TestingError('response-gone', 'The body of this response was read as chunks');
    this.#isStreamed = true;
  }
}
