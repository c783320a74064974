/** The body of a response on its way to the client. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Application, getHeader, type HeaderList, type ResponseBody } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { answering, encode, get, PLAIN, request } from '../requests.ts';
import { turns } from '../turns.ts';

const CHUNK = new Uint8Array(64 * 1024).fill(0x78);
/** Far more than the buffers of both ends hold. */
const CHUNKS = 1024;

/** Gives many chunks, and counts how many were pulled. */
function long(kind: 'sync' | 'async', count: { pulled: number }): Application {
  return (_, startResponse) => {
    startResponse('200 OK', PLAIN);
    const chunks = function* (): Generator<Uint8Array> {
      while (count.pulled < CHUNKS) {
        count.pulled += 1;
        yield CHUNK;
      }
    };
    return kind === 'sync'
      ? chunks()
      : (async function* () {
          yield* chunks();
        })();
  };
}

const BODILESS: readonly (readonly [what: string, method: string, status: string])[] = [
  ['HEAD', 'HEAD', '200 OK'],
  ['204', 'GET', '204 No Content'],
  ['205', 'GET', '205 Reset Content'],
  ['304', 'GET', '304 Not Modified'],
];

const FRAMINGS: readonly (readonly [what: string, headers: HeaderList])[] = [
  ['chunks', []],
  ['a length', [['Content-Length', '9']]],
];

const LONG = [encode('ab'), encode('cdHTTP/1.1 200 OK\r\n\r\n')];

const TOO_LONG: readonly (readonly [what: string, body: () => ResponseBody])[] = [
  ['an array', () => LONG],
  [
    'a generator',
    () =>
      (async function* () {
        yield* LONG;
      })(),
  ],
];

export const bodyCases: readonly ConformanceCase[] = [
  {
    rule: 'body-hurried',
    text: 'sends each chunk before it pulls the next one',
    run: async (start) => {
      const gates = [createGate(), createGate(), createGate()];
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          for (const [at, gate] of gates.entries()) {
            yield encode(`chunk ${at}`);
            await gate.promise;
          }
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      await connection.readHead();
      for (const [at, gate] of gates.entries()) {
        equal(await connection.readChunk(), `chunk ${at}`);
        gate.open();
      }
      equal(await connection.readChunk(), '');
    },
  },
  ...(['sync', 'async'] as const).map(
    (kind): ConformanceCase => ({
      rule: 'body-hurried',
      text: `stops pulling a long ${kind} body when the client does not read, and goes on when it does`,
      run: async (start) => {
        const count = { pulled: 0 };
        const site = await start(long(kind, count));
        const connection = await site.connect();
        connection.stopReading();
        await connection.send(get('/'));
        await turns(3000);
        ok(count.pulled < CHUNKS, 'the whole body was pulled');
        connection.goOnReading();
        equal((await connection.readResponse()).body.length, CHUNKS * CHUNK.length);
      },
    }),
  ),
  {
    rule: 'body-hogs',
    text: 'answers another client while it pulls a long synchronous body',
    run: async (start) => {
      const count = { pulled: 0 };
      const stream = long('sync', count);
      const site = await start((environ, startResponse) =>
        environ.PATH_INFO === '/long' ? stream(environ, startResponse) : answering('hello')(environ, startResponse),
      );
      const other = await site.connect();
      const reader = await site.connect();
      await reader.send(get('/long'));
      equal((await other.ask(get('/'))).body, 'hello');
      ok(count.pulled < CHUNKS, 'the other client was answered behind the whole body');
      equal((await reader.readResponse()).body.length, CHUNKS * CHUNK.length);
    },
  },
  ...TOO_LONG.map(
    ([what, body]): ConformanceCase => ({
      rule: 'body-length-broken',
      text: `never sends more of ${what} than Content-Length says`,
      run: async (start) => {
        const site = await start((environ, startResponse) => {
          if (environ.PATH_INFO === '/next') return answering('next')(environ, startResponse);
          startResponse('200 OK', [['Content-Length', '3']]);
          return body();
        });
        const connection = await site.connect();
        await connection.send(get('/'));
        const { status } = await connection.readHead();
        await site.logged('ength');
        void connection.send(get('/next', 'Connection: close'));
        const rest = await connection.readToEnd();
        // It drops the excess, or it gives the connection up; a body that can be counted before may also be refused.
        ok(status === 500 || /^(?:a?b?c?$|abcHTTP\/1\.1 200 OK\r\n)/.test(rest), rest);
      },
    }),
  ),
  {
    rule: 'body-length-broken',
    text: 'closes the connection where the body has fewer bytes than Content-Length says',
    run: async (start) => {
      const site = await start((_, startResponse) => {
        startResponse('200 OK', [['Content-Length', '9']]);
        return (async function* () {
          yield encode('abc');
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      equal((await connection.readHead()).status, 200);
      equal(await connection.readToEnd(), 'abc');
      await site.logged('ength');
    },
  },
  ...FRAMINGS.map(
    ([what, headers]): ConformanceCase => ({
      rule: 'body-truncated-silently',
      text: `closes the connection without the rest when a body framed by ${what} fails`,
      run: async (start) => {
        const site = await start(failing(headers));
        const connection = await site.connect();
        await connection.send(get('/'));
        equal((await connection.readHead()).status, 200);
        ok(!(await connection.readToEnd()).endsWith('0\r\n\r\n'));
        await site.logged('boom in the middle');
      },
    }),
  ),
  {
    rule: 'body-truncated-silently',
    text: 'resets the connection when a body fails that would end with it',
    run: async (start) => {
      const fail = createGate();
      const site = await start(failing([], fail.promise));
      const connection = await site.connect();
      await connection.send('GET / HTTP/1.0\r\n\r\n');
      await connection.readHead();
      // A reset right behind data can look like an end to the client.
      equal(await connection.readBytes(3), 'abc');
      fail.open();
      await connection.readToEnd();
      ok(connection.wasReset, 'the connection ended as if the body were whole');
    },
  },
  ...BODILESS.map(
    ([what, method, status]): ConformanceCase => ({
      rule: 'body-sent-for-head',
      text: `sends no body for ${what}, and keeps the connection`,
      run: async (start) => {
        const closed = createGate();
        let pulled = 0;
        const site = await start((environ, startResponse) => {
          if (environ.PATH_INFO === '/next') return answering('next')(environ, startResponse);
          startResponse(status, []);
          const chunks = (function* () {
            for (; pulled < 10; pulled++) yield encode('HTTP/1.1 200 OK\r\n\r\n');
          })();
          return { [Symbol.iterator]: () => chunks, close: () => closed.open() };
        });
        const connection = await site.connect();
        const response = await connection.ask(request(method, '/'));
        deepEqual([response.statusLine, response.body], [`HTTP/1.1 ${status}`, '']);
        if (what === '204') equal(getHeader(response.headers, 'Content-Length'), undefined);
        await closed.promise;
        ok(pulled <= 1, `${pulled} chunks were pulled for nothing`);
        equal((await connection.ask(get('/next'))).body, 'next');
      },
    }),
  ),
  {
    rule: 'chunk-invalid',
    text: 'sends nothing of a chunk that is no Uint8Array',
    run: async (start) => {
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return untyped(['<p>text</p>']);
      });
      const response = await site.ask(get('/'));
      deepEqual([response.status, response.body.includes('text</p>')], [500, false]);
    },
  },
  ...[null, 'text', {}, 5].map(
    (returned): ConformanceCase => ({
      rule: 'body-invalid',
      text: `answers 500 for an application that returns ${JSON.stringify(returned)}`,
      run: async (start) => {
        const site = await start((_, startResponse) => {
          startResponse('200 OK', PLAIN);
          return untyped(returned);
        });
        equal((await site.ask(get('/'))).status, 500);
      },
    }),
  ),
];

function failing(headers: HeaderList, moment?: Promise<void>): Application {
  return (_, startResponse) => {
    startResponse('200 OK', headers);
    return (async function* () {
      yield encode('abc');
      await moment;
      throw new Error('boom in the middle');
    })();
  };
}

/** What an application without types may return. */
function untyped(returned: unknown): ResponseBody {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the compiler would not let it happen
  return returned as ResponseBody;
}
