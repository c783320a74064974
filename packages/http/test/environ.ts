/** An environ for tests: an input in memory, and an exchange whose ends the test holds. */
import { read } from 'node:fs';
import { promisify } from 'node:util';
import {
  type Application,
  beginResponse,
  type Environ,
  type Facts,
  type FileBody,
  type FileLike,
  type Finish,
  fileOf,
  getHeader,
  type HeaderList,
  type InputStream,
} from '@tsgi/protocol';

export interface TestRequest {
  readonly method?: string;
  readonly path?: string;
  readonly scriptName?: string;
  readonly query?: string;
  readonly https?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without it there is no body at all. A list of chunks has no Content-Length. */
  readonly body?: string | Uint8Array | readonly Uint8Array[];
  /** What the input rejects with after the last chunk. */
  readonly inputError?: Error;
}

/** One request, and what a server holds of it. */
export interface TestExchange {
  readonly environ: Environ;
  /** What was logged. */
  readonly logged: string[];
  readonly input: MemoryInput;
  abort(reason?: unknown): void;
  drain(): void;
  /** The response has ended. */
  finish(): void;
}

export function exchangeOf(request: TestRequest = {}): TestExchange {
  const { method = 'GET', path = '/', scriptName = '', query = '', https = false, headers = {}, body } = request;
  const signal = new AbortController();
  const draining = new AbortController();
  const callbacks: ((finish: Finish) => void)[] = [];
  const logged: string[] = [];
  let finished: Finish | undefined;
  const chunks =
    body === undefined ? [] : typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body)] : body;
  const input = new MemoryInput(chunks, request.inputError);
  const facts: Facts = {};
  const environ: Environ = {
    REQUEST_METHOD: method,
    SCRIPT_NAME: scriptName,
    PATH_INFO: path,
    REQUEST_URI: scriptName + path + (query === '' ? '' : `?${query}`),
    QUERY_STRING: query,
    SERVER_NAME: 'example.com',
    SERVER_PORT: https ? '443' : '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '192.0.2.1',
    REMOTE_PORT: '50000',
    'tsgi.version': [1, 0],
    'tsgi.url_scheme': https ? 'https' : 'http',
    'tsgi.input': input,
    'tsgi.errors': { write: (text) => void logged.push(text), flush: () => undefined },
    'tsgi.multithread': false,
    'tsgi.multiprocess': false,
    'tsgi.run_once': false,
    'tsgi.file_wrapper': fileBody,
    'tsgi.exchange': {
      signal: signal.signal,
      draining: draining.signal,
      abort: (reason) => signal.abort(reason),
      facts,
      onFinish: (callback) => {
        if (finished === undefined) callbacks.unshift(callback);
        else callback(finished);
      },
    },
  };
  if (typeof body === 'string' || body instanceof Uint8Array) environ.CONTENT_LENGTH = String(Buffer.byteLength(body));
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toUpperCase().replaceAll('-', '_');
    if (key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH') environ[key] = value;
    else environ[`HTTP_${key}`] = value;
  }
  return {
    environ,
    logged,
    input,
    abort: (reason) => signal.abort(reason),
    drain: () => draining.abort(),
    finish: () => {
      finished = { status: 200, headers: [], bytes: 0, error: undefined, aborted: false };
      for (const callback of callbacks.splice(0)) callback(finished);
    },
  };
}

export function environOf(request: TestRequest = {}): Environ {
  return exchangeOf(request).environ;
}

/** A response as a client sees it. */
export interface TestAnswer {
  readonly status: string;
  readonly headers: HeaderList;
  header(name: string): string | undefined;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Runs an application as a server does: pulls its body as far as `Content-Length` says, and closes it. */
export async function call(app: Application, request: TestRequest | Environ = {}): Promise<TestAnswer> {
  const environ = 'tsgi.version' in request ? request : environOf(request);
  const { status, headers, body } = await beginResponse(app, environ);
  const limit = Number(getHeader(headers, 'Content-Length') ?? Number.POSITIVE_INFINITY);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    if (environ.REQUEST_METHOD !== 'HEAD') {
      for await (const chunk of body) {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= limit) break;
      }
    }
  } finally {
    await body.close?.();
  }
  const bytes = Buffer.concat(chunks).subarray(0, Math.min(size, limit));
  return { status, headers, header: (name) => getHeader(headers, name), bytes, text: bytes.toString() };
}

/** The body of a request, whose chunks come one by one. */
class MemoryInput implements InputStream {
  readonly #chunks: Uint8Array[];
  readonly #error: Error | undefined;
  /** Whether anything was asked of it. */
  isTouched = false;
  /** Whether its iteration was left early. */
  isLeft = false;

  constructor(chunks: readonly Uint8Array[], error?: Error) {
    this.#chunks = [...chunks];
    this.#error = error;
  }

  async read(size: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    this.isTouched = true;
    const taken: Uint8Array[] = [];
    let wanted = size;
    while (wanted > 0) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      taken.push(chunk.subarray(0, wanted));
      if (chunk.length > wanted) this.#chunks.unshift(chunk.subarray(wanted));
      wanted -= Math.min(wanted, chunk.length);
    }
    return Buffer.concat(taken);
  }

  async readLine(limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const rest = Buffer.from(await this.read());
    const end = Math.min(rest.indexOf('\n') + 1 || rest.length, limit);
    this.#chunks.unshift(rest.subarray(end));
    return rest.subarray(0, end);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.isTouched = true;
    return {
      next: async () => {
        const value = await this.#next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return: async () => {
        this.isLeft = true;
        return { done: true, value: undefined };
      },
    };
  }

  async #next(): Promise<Uint8Array | undefined> {
    await new Promise(setImmediate);
    const chunk = this.#chunks.shift();
    if (chunk === undefined && this.#error !== undefined) throw this.#error;
    return chunk;
  }
}

/** What a server gives for a file: read from the descriptor, and closed once. */
function fileBody(file: FileLike): FileBody {
  if (!('fd' in file)) throw new TypeError('These tests send descriptors only');
  async function* blocks(fd: number, start: number): AsyncGenerator<Uint8Array> {
    for (let at = start; ; ) {
      const { bytesRead, buffer } = await promisify(read)(fd, Buffer.alloc(10_000), 0, 10_000, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
  return {
    [fileOf]: file,
    [Symbol.asyncIterator]: () => blocks(file.fd, file.start ?? 0),
    close: () => file.close?.(),
  };
}
