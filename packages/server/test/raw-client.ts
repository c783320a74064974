/** A client that sends bytes as they are and reads responses strictly: what a browser would repair, it refuses. */
import { connect, type Socket } from 'node:net';
import { within } from '@tsgi/harness';
import { onTestFinished } from 'vitest';

export interface RawResponse {
  readonly statusLine: string;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export class RawClient {
  readonly socket: Socket;
  /** What has come and was not read yet. */
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  readonly #closed: Promise<void>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#pieces.push(chunk);
      this.#length += chunk.length;
      this.#wake?.();
    });
    socket.on('end', () => {
      this.#isEnded = true;
      this.#wake?.();
    });
    socket.on('error', (error) => {
      this.#error = error;
      this.#wake?.();
    });
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isEnded = true;
        this.#wake?.();
        resolve();
      });
    });
  }

  /** The end of the connection, from either side. */
  get closed(): Promise<void> {
    return within(() => `the end of a connection on which came ${this.#said()}`, this.#closed);
  }

  /** The code of the error that ended the connection. */
  get errorCode(): string | undefined {
    return this.#error === undefined ? undefined : (this.#error as NodeJS.ErrnoException).code;
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Sends, and reads the final response to it. */
  async ask(text: string): Promise<RawResponse> {
    this.send(text);
    return this.read(text.slice(0, text.indexOf(' ')));
  }

  /** The next response, interim ones too. */
  async read(method = 'GET'): Promise<RawResponse> {
    const head = (await this.#until('\r\n\r\n')).slice(0, -4);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
    const status = Number(/^HTTP\/1\.1 ([0-9]{3}) .+$/.exec(statusLine)?.[1]);
    return { statusLine, status, headers, body: await this.#body(method, status, headers) };
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<string> {
    while (!this.#isEnded) await this.#more();
    return this.#take(this.#length);
  }

  async take(length: number): Promise<string> {
    while (this.#length < length) await this.#more();
    return this.#take(length);
  }

  async #body(method: string, status: number, headers: RawResponse['headers']): Promise<string> {
    const length = header({ headers }, 'Content-Length');
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return '';
    if (header({ headers }, 'Transfer-Encoding') === 'chunked') return this.#chunks();
    return length === undefined ? this.rest() : this.take(Number(length));
  }

  async #chunks(): Promise<string> {
    let body = '';
    for (;;) {
      const size = Number.parseInt(await this.#until('\r\n'), 16);
      const data = await this.take(size + 2);
      if (!data.endsWith('\r\n')) throw new Error('A chunk does not end in CR LF');
      if (size === 0) return body;
      body += data.slice(0, -2);
    }
  }

  async #until(mark: string): Promise<string> {
    for (;;) {
      const at = this.#joined().indexOf(mark, 0, 'latin1');
      if (at !== -1) return this.#take(at + mark.length);
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    if (this.#isEnded || this.#error !== undefined) {
      throw new Error(`The connection ended behind ${this.#said()}`);
    }
    const more = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await within(() => `more bytes behind ${this.#said()}`, more);
  }

  #said(): string {
    return JSON.stringify(this.#joined().toString('latin1', 0, 1000));
  }

  #take(length: number): string {
    const received = this.#joined();
    this.#pieces[0] = received.subarray(length);
    this.#length -= length;
    return received.toString('latin1', 0, length);
  }

  /** All that has come, in one piece. Only when it is read: at each chunk, a large body would be copied once for each. */
  #joined(): Buffer {
    const [first = Buffer.alloc(0), ...others] = this.#pieces;
    const all = others.length === 0 ? first : Buffer.concat([first, ...others]);
    this.#pieces.splice(0, this.#pieces.length, all);
    return all;
  }
}

/** Connects; the connection is gone when the test has ended. */
export async function connectTo(url: string, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return clientOf(connect({ host, port: Number(port), noDelay: true, ...options }));
}

/** Connects to a unix socket. */
export function connectToPath(path: string): Promise<RawClient> {
  return clientOf(connect({ path }));
}

export function header(response: { readonly headers: RawResponse['headers'] }, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

async function clientOf(socket: Socket): Promise<RawClient> {
  onTestFinished(() => void socket.destroy());
  const client = new RawClient(socket);
  const connected = new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  await within('a connection to the server', connected);
  return client;
}

/** A request without a body. */
export function get(path: string, ...lines: readonly string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: h\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/** A request with a body. */
export function post(path: string, body: string, ...lines: readonly string[]): string {
  const head = [`POST ${path} HTTP/1.1`, 'Host: h', `Content-Length: ${body.length}`, ...lines];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
