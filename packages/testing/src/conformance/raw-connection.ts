/**
 * A client's connection, byte for byte: it sends whatever a case wants sent, and takes a response apart by RFC 9112
 * alone, so that a server's framing is checked and not trusted.
 */
import { connect, type Socket } from 'node:net';
import { getHeader, type HeaderList } from '@tsgi/protocol';

/** The head of a response. */
export interface RawHead {
  readonly status: number;
  readonly statusLine: string;
  readonly headers: HeaderList;
}

/** A response as it came. Bytes are latin-1 text, one character each. */
export interface RawResponse extends RawHead {
  readonly body: string;
  /** The chunks of a chunked body, as the server made them. */
  readonly chunks: readonly string[];
  /** What said where the body ends. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  /** The interim responses that came before. */
  readonly interim: readonly RawHead[];
}

export class RawConnection {
  readonly #socket: Socket;
  #received = '';
  #transcript = '';
  #isOver = false;
  #wasReset = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#transcript += text;
      this.#wake?.();
    });
    const end = (): void => {
      this.#isOver = true;
      this.#wake?.();
    };
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', () => {
      this.#wasReset = true;
      end();
    });
  }

  static async open(host: string, port: number): Promise<RawConnection> {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const connection = new RawConnection(socket);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return connection;
  }

  /** All that has come in, for the report of a failure. */
  get transcript(): string {
    return this.#transcript;
  }

  /** Whether the server has reset the connection. */
  get wasReset(): boolean {
    return this.#wasReset;
  }

  /** Sends latin-1 text as bytes; resolves when they are with the operating system. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(text, 'latin1', () => resolve());
    });
  }

  /** Sends a request and reads its response. */
  async ask(request: string): Promise<RawResponse> {
    void this.send(request);
    return this.readResponse(request.slice(0, request.indexOf(' ')));
  }

  /** Closes the sending half: there is nothing more to come from here. */
  endSending(): void {
    this.#socket.end();
  }

  /** Leaves, with a reset as a client that crashes does. */
  leave(): void {
    this.#socket.resetAndDestroy();
  }

  /** Takes nothing more from the connection: what the server sends fills the buffers on the way. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Goes on after {@link stopReading}. */
  goOnReading(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Reads interim responses and the final one. */
  async readResponse(method = 'GET'): Promise<RawResponse> {
    const interim: RawHead[] = [];
    let head = await this.readHead();
    while (head.status < 200 && head.status !== 101) {
      interim.push(head);
      head = await this.readHead();
    }
    return { ...head, ...(await this.#readBody(method, head)), interim };
  }

  /** Reads one head, up to its empty line. */
  async readHead(): Promise<RawHead> {
    const [statusLine = '', ...lines] = (await this.readThrough('\r\n\r\n')).slice(0, -4).split('\r\n');
    const match = /^HTTP\/1\.1 ([0-9]{3}) [\t\x20-\x7e\x80-\xff]*$/.exec(statusLine);
    if (match === null) throw new Error(`Not a status line (RFC 9112 §4): ${JSON.stringify(statusLine)}`);
    return { status: Number(match[1]), statusLine, headers: lines.map(parseField) };
  }

  /** Reads to the end of the connection. */
  async readToEnd(): Promise<string> {
    while (!this.#isOver) await this.#more();
    return this.#take(this.#received.length);
  }

  /** Reads up to and with a mark. */
  async readThrough(mark: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(mark);
      if (at !== -1) return this.#take(at + mark.length);
      await this.#moreOrFail();
    }
  }

  /** Reads so many bytes. */
  async readBytes(count: number): Promise<string> {
    while (this.#received.length < count) await this.#moreOrFail();
    return this.#take(count);
  }

  /** What has come in and was not read, without waiting. */
  get unread(): string {
    return this.#received;
  }

  async #readBody(method: string, head: RawHead): Promise<Pick<RawResponse, 'body' | 'chunks' | 'framing'>> {
    const { status, headers } = head;
    // RFC 9112 §6.3, in its order.
    const isBodiless = method === 'HEAD' || status === 101 || status === 204 || status === 304;
    if (isBodiless) return { body: '', chunks: [], framing: 'none' };
    const coding = getHeader(headers, 'Transfer-Encoding');
    const length = getHeader(headers, 'Content-Length');
    if (coding !== undefined && length !== undefined) throw new Error('Transfer-Encoding and Content-Length (§6.2)');
    if (coding !== undefined) {
      const chunks = await this.#readChunks(coding);
      return { body: chunks.join(''), chunks, framing: 'chunked' };
    }
    if (length !== undefined) return { body: await this.readBytes(parseLength(length)), chunks: [], framing: 'length' };
    return { body: await this.readToEnd(), chunks: [], framing: 'close' };
  }

  async #readChunks(coding: string): Promise<readonly string[]> {
    if (coding.toLowerCase() !== 'chunked') throw new Error(`Not a coding that a client must know: ${coding}`);
    const chunks: string[] = [];
    for (;;) {
      const chunk = await this.readChunk();
      if (chunk === '') return chunks;
      chunks.push(chunk);
    }
  }

  /** Reads one chunk of a chunked body (RFC 9112 §7.1); `''` is the last one. */
  async readChunk(): Promise<string> {
    const size = (await this.readThrough('\r\n')).slice(0, -2);
    if (!/^[0-9A-Fa-f]+$/.test(size)) throw new Error(`Not the size of a chunk: ${JSON.stringify(size)}`);
    const data = await this.readBytes(Number.parseInt(size, 16));
    if ((await this.readBytes(2)) !== '\r\n') throw new Error('A chunk does not end with CRLF');
    return data;
  }

  #take(count: number): string {
    const taken = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return taken;
  }

  async #moreOrFail(): Promise<void> {
    if (this.#isOver) throw new Error(`The connection ended behind ${JSON.stringify(this.#received.slice(-200))}`);
    await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function parseField(line: string): readonly [string, string] {
  const match = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*(.*?)[\t ]*$/.exec(line);
  if (match === null) throw new Error(`Not a header line (RFC 9112 §5): ${JSON.stringify(line)}`);
  return [match[1] ?? '', match[2] ?? ''];
}

function parseLength(value: string): number {
  if (!/^[0-9]+$/.test(value)) throw new Error(`Not a Content-Length (RFC 9110 §8.6): ${value}`);
  return Number(value);
}
