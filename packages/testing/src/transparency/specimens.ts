/** One application of each kind that a middleware can meet. */
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Application, ResponseBody } from '@tsgi/protocol';

/** An application, how it is asked, and what its client has to see. */
export interface Specimen {
  readonly name: string;
  readonly method: string;
  /** `closed` is called when its body is closed. */
  readonly app: (closed: () => void) => Application;
  /** What the client gets; `'broken'` when the response does not reach its end. */
  readonly expected: { readonly status: number; readonly body: string } | 'broken';
  /** Whether it answers without waiting: what wraps it has to as well. */
  readonly isSync: boolean;
}

const long = 'All work and no play makes Jack a dull boy. '.repeat(100);
/** A file that is there wherever this is. */
const THIS_FILE = fileURLToPath(import.meta.url);
const plain = [['Content-Type', 'text/plain; charset=utf-8']] as const;

export const specimens: readonly Specimen[] = [
  specimen(
    'an array',
    (closed) => started(() => withClose([bytes(long), bytes('.')], closed)),
    { body: `${long}.` },
    true,
  ),
  specimen('an empty array', (closed) => started(() => withClose([], closed)), { body: '' }, true),
  specimen(
    'a synchronous iterable',
    (closed) => started(() => sync(['', 'a', '', long], closed)),
    { body: `a${long}` },
    true,
  ),
  specimen('an asynchronous iterable', (closed) => started(() => async(['', 'a', long], closed)), { body: `a${long}` }),
  specimen('a promise', (closed) => later(started(() => withClose([bytes(long)], closed))), { body: long }),
  specimen('a promise of a stream', (closed) => later(started(() => async([long], closed))), { body: long }),
  specimen('a generator that starts late', (closed) => lateGenerator(closed), { body: 'late' }, true),
  specimen('an asynchronous generator that starts late', (closed) => lateAsyncGenerator(closed), { body: 'late' }),
  specimen('write()', (closed) => writing(closed), { body: 'writtenreturned' }),
  specimen('a file', (closed) => later(file(closed)), { body: readFileSync(THIS_FILE, 'utf8') }),
  specimen('HEAD', (closed) => started(() => withClose([bytes(long)], closed)), { body: '' }, true, 'HEAD'),
  specimen('204', (closed) => started(() => withClose([], closed), '204 No Content'), { status: 204, body: '' }, true),
  specimen(
    '304',
    (closed) => started(() => withClose([], closed), '304 Not Modified'),
    { status: 304, body: '' },
    true,
  ),
  specimen(
    '404',
    (closed) => started(() => withClose([bytes('nothing')], closed), '404 Not Found'),
    { status: 404, body: 'nothing' },
    true,
  ),
  specimen('a head that is replaced', (closed) => replacing(closed), { status: 502, body: 'replaced' }, true),
  specimen('a POST that is echoed', (closed) => echoing(closed), { body: 'what was sent' }, false, 'POST'),
  specimen(
    'a body that fails halfway',
    (closed) => started(() => async(['half', new Error('no more')], closed)),
    'broken',
  ),
];

function specimen(
  name: string,
  app: Specimen['app'],
  expected: { readonly status?: number; readonly body: string } | 'broken',
  isSync = false,
  method = 'GET',
): Specimen {
  const outcome = expected === 'broken' ? expected : { status: 200, ...expected };
  return { name, app, method, expected: outcome, isSync };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function started(body: () => ResponseBody, status = '200 OK'): Application {
  return (_environ, startResponse) => {
    startResponse(status, status.startsWith('2') && status !== '204 No Content' ? plain : []);
    return body();
  };
}

function later(app: Application): Application {
  return async (environ, startResponse) => {
    await new Promise((resolve) => setImmediate(resolve));
    return app(environ, startResponse);
  };
}

function withClose<Body extends ResponseBody>(body: Body, closed: () => void): Body {
  return Object.assign(body, { close: closed });
}

function sync(chunks: readonly string[], closed: () => void): ResponseBody {
  return {
    *[Symbol.iterator]() {
      yield* chunks.map(bytes);
    },
    close: closed,
  };
}

function async(chunks: readonly (string | Error)[], closed: () => void): ResponseBody {
  return {
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) {
        await new Promise((resolve) => setImmediate(resolve));
        if (chunk instanceof Error) throw chunk;
        yield bytes(chunk);
      }
    },
    close: closed,
  };
}

function lateGenerator(closed: () => void): Application {
  return (_environ, startResponse) => ({
    *[Symbol.iterator]() {
      startResponse('200 OK', plain);
      yield bytes('late');
    },
    close: closed,
  });
}

function lateAsyncGenerator(closed: () => void): Application {
  return (_environ, startResponse) => ({
    async *[Symbol.asyncIterator]() {
      await new Promise((resolve) => setImmediate(resolve));
      startResponse('200 OK', plain);
      yield bytes('late');
    },
    close: closed,
  });
}

function writing(closed: () => void): Application {
  return async (_environ, startResponse) => {
    const write = startResponse('200 OK', plain);
    await write(bytes('written'));
    return withClose([bytes('returned')], closed);
  };
}

function file(closed: () => void): Application {
  return async (environ, startResponse) => {
    const handle = await open(THIS_FILE);
    startResponse('200 OK', plain);
    return environ['tsgi.file_wrapper']({
      fd: handle.fd,
      close: async () => {
        closed();
        await handle.close();
      },
    });
  };
}

function replacing(closed: () => void): Application {
  return (_environ, startResponse) => {
    startResponse('200 OK', plain);
    startResponse('502 Bad Gateway', plain, { error: new Error('the first thought was wrong') });
    return withClose([bytes('replaced')], closed);
  };
}

function echoing(closed: () => void): Application {
  return async (environ, startResponse) => {
    const body = await environ['tsgi.input'].read();
    startResponse('200 OK', plain);
    return withClose([body], closed);
  };
}
