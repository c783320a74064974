/** A server without sockets: calls an application once, as the protocol says, or with a bad habit. */
import {
  type Application,
  type Environ,
  type FileLike,
  type FileWrapper,
  type Finish,
  fileOf,
  type HeaderList,
  type ResponseBody,
  type StartResponse,
  type Write,
} from '@tsgi/protocol';
import { MemoryExchange } from './memory-exchange.ts';
import { MemoryInput } from './memory-input.ts';

type Call = (app: Application, environ: Environ, startResponse: StartResponse) => ReturnType<Application>;

/** What a server does, step by step. Each step can be replaced by one that breaks a rule. */
export interface Habits {
  readonly environ?: (environ: Environ, exchange: MemoryExchange) => unknown;
  readonly call?: Call;
  readonly startResponse?: (right: StartResponse) => StartResponse;
  readonly write?: (right: Write) => Write;
  readonly send?: (body: ResponseBody, take: (chunk: Uint8Array) => void) => Promise<void>;
  readonly close?: (body: ResponseBody) => Promise<void>;
  readonly finish?: (callbacks: readonly ((finish: Finish) => void)[], finish: Finish) => void;
  readonly after?: (exchange: MemoryExchange) => void;
}

/** What came of a request. */
export interface Outcome {
  readonly status: string | undefined;
  readonly headers: HeaderList;
  readonly body: string;
  /** What the application returned, as it reached the server. */
  readonly returned: ResponseBody | Promise<ResponseBody> | undefined;
  readonly log: string;
  readonly error: unknown;
}

/** The environ of `GET /`, and changes to it. */
export function environFor(changes: Partial<Environ> = {}, body = ''): Environ {
  return {
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: '',
    PATH_INFO: '/',
    REQUEST_URI: '/',
    QUERY_STRING: '',
    SERVER_NAME: 'example.com',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '127.0.0.1',
    REMOTE_PORT: '50000',
    HTTP_HOST: 'example.com',
    'tsgi.version': [1, 0],
    'tsgi.url_scheme': 'http',
    'tsgi.input': new MemoryInput(body),
    'tsgi.errors': { write: () => undefined, flush: () => undefined },
    'tsgi.multithread': false,
    'tsgi.multiprocess': false,
    'tsgi.run_once': false,
    'tsgi.file_wrapper': wrapFile,
    'tsgi.exchange': new MemoryExchange(),
    ...changes,
  };
}

/** Answers one request with an application. */
export async function drive(app: Application, habits: Habits = {}, given: Environ = environFor()): Promise<Outcome> {
  const exchange = given['tsgi.exchange'];
  if (!(exchange instanceof MemoryExchange)) throw new TypeError('drive() takes environs of environFor()');
  const { signal } = exchange;
  let log = '';
  given['tsgi.errors'] = { write: (text) => void (log += text), flush: () => undefined };
  const environ = (habits.environ?.(given, exchange) ?? given) as Environ;
  const sent: Uint8Array[] = [];
  const take = (chunk: Uint8Array): void => void sent.push(Uint8Array.from(chunk));
  const head = new Head(() => sent.some((chunk) => chunk.length > 0), take, habits);
  let returned: Outcome['returned'];
  let error: unknown;
  let body: ResponseBody | undefined;
  try {
    returned = (habits.call ?? call)(app, environ, head.startResponse);
    body = await returned;
    await (habits.send ?? send)(body, take);
  } catch (thrown) {
    error = thrown;
  }
  const attempt = async (act: () => unknown): Promise<void> => {
    try {
      await act();
    } catch (failure) {
      log += String(failure);
    }
  };
  if (body !== undefined) await attempt(() => (habits.close ?? close)(body));
  const { status, headers } = head;
  const finish: Finish = {
    status: status === undefined ? undefined : Number(status.slice(0, 3)),
    headers,
    bytes: Buffer.concat(sent).length,
    error,
    aborted: signal.aborted,
  };
  const callbacks = exchange.end(finish);
  if (habits.finish === undefined) for (const callback of callbacks) await attempt(() => callback(finish));
  else habits.finish(callbacks, finish);
  habits.after?.(exchange);
  // What the application has left behind happens now.
  await new Promise((resolve) => setImmediate(resolve));
  return { status, headers, body: Buffer.concat(sent).toString('latin1'), returned, log, error };
}

/** The head of a response, kept and replaced as the protocol says, and not checked: that is what lint is for. */
class Head {
  status: string | undefined;
  headers: HeaderList = [];
  readonly startResponse: StartResponse;

  constructor(isCommitted: () => boolean, take: (chunk: Uint8Array) => void, habits: Habits) {
    const rightWrite: Write = async (chunk) => take(chunk);
    const write = habits.write?.(rightWrite) ?? rightWrite;
    const right: StartResponse = (status, headers, failure) => {
      if (failure !== undefined && isCommitted()) throw failure.error;
      this.status = status;
      this.headers = headers;
      return write;
    };
    this.startResponse = habits.startResponse?.(right) ?? right;
  }
}

const call: Call = (app, environ, startResponse) => app(environ, startResponse);

async function send(body: ResponseBody, take: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of body) take(chunk);
}

async function close(body: ResponseBody): Promise<void> {
  await body.close?.();
}

/** Makes file bodies of what reads. Descriptors are for servers with a file system. */
const wrapFile: FileWrapper = (file, blockSize = 3) => {
  const body = {
    [fileOf]: file,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
      for (;;) {
        const chunk = 'read' in file ? await file.read(blockSize) : new Uint8Array(0);
        if (chunk.length === 0) return undefined;
        yield chunk;
      }
    },
    close: () => file.close?.(),
  };
  return body;
};

/** A file that is its text. */
export function fileWith(text: string): FileLike & { closed: number } {
  let rest: Uint8Array = Buffer.from(text);
  return {
    closed: 0,
    read(size: number) {
      const chunk = rest.subarray(0, size);
      rest = rest.subarray(size);
      return chunk;
    },
    close() {
      this.closed += 1;
    },
  };
}
