/** An environ without a server, with an exchange that a test can abort and a log that it can read. */
import type { Environ } from '../src/index.ts';

export interface TestEnviron {
  readonly environ: Environ;
  readonly log: readonly string[];
}

export function testEnviron(over: Partial<Environ> = {}): TestEnviron {
  const log: string[] = [];
  const controller = new AbortController();
  const environ: Environ = {
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: '',
    PATH_INFO: '/',
    REQUEST_URI: '/',
    QUERY_STRING: '',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '127.0.0.1',
    'tsgi.version': [1, 0],
    'tsgi.url_scheme': 'http',
    'tsgi.input': {
      read: async () => new Uint8Array(),
      readLine: async () => new Uint8Array(),
      async *[Symbol.asyncIterator]() {},
    },
    'tsgi.errors': { write: (text) => void log.push(text), flush: () => undefined },
    'tsgi.multithread': false,
    'tsgi.multiprocess': false,
    'tsgi.run_once': false,
    'tsgi.file_wrapper': () => [],
    'tsgi.exchange': {
      signal: controller.signal,
      abort: (reason) => controller.abort(reason),
      draining: new AbortController().signal,
      facts: {},
      onFinish: () => undefined,
    },
    ...over,
  };
  return { environ, log };
}
