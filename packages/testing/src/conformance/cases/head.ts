/** The head of a response: when it goes out, and what the server adds. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Application, getHeader, getHeaders, type HeaderList } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { answering, encode, get, PLAIN, request } from '../requests.ts';
import { turns } from '../turns.ts';

const EMPTY = new Uint8Array();

/** Applications that start their response at every moment at which they may. */
const STARTS: readonly (readonly [what: string, app: Application])[] = [
  [
    'at the call',
    (_, startResponse) => {
      startResponse('201 Created', PLAIN);
      return [encode('made')];
    },
  ],
  [
    'after an await',
    async (_, startResponse) => {
      await turns(2);
      startResponse('201 Created', PLAIN);
      return [encode('made')];
    },
  ],
  [
    'in the first step of a generator',
    (_, startResponse) =>
      (function* () {
        startResponse('201 Created', PLAIN);
        yield encode('made');
      })(),
  ],
  [
    'behind empty chunks',
    (_, startResponse) =>
      (function* () {
        yield EMPTY;
        yield EMPTY;
        startResponse('201 Created', PLAIN);
        yield encode('made');
      })(),
  ],
  [
    'behind empty chunks of an async generator',
    (_, startResponse) =>
      (async function* () {
        yield EMPTY;
        await turns(2);
        startResponse('201 Created', PLAIN);
        yield EMPTY;
        yield encode('made');
      })(),
  ],
];

/** A frozen list, which many responses share. */
const SHARED: HeaderList = Object.freeze([
  Object.freeze(['Content-Type', 'text/plain'] as const),
  Object.freeze(['Set-Cookie', 'a=1'] as const),
  Object.freeze(['X-One', 'caf\xe9'] as const),
  Object.freeze(['set-cookie', 'b=2; Path=/'] as const),
]);

export const headCases: readonly ConformanceCase[] = [
  ...STARTS.map(
    ([what, app]): ConformanceCase => ({
      rule: 'head-early',
      text: `takes a head that is started ${what}`,
      run: async (start) => {
        const response = await (await start(app)).ask(get('/'));
        deepEqual([response.statusLine, response.body], ['HTTP/1.1 201 Created', 'made']);
      },
    }),
  ),
  {
    rule: 'head-early',
    text: 'commits nothing with an empty chunk: an error behind it is a 500',
    run: async (start) => {
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield EMPTY;
          await turns(20);
          throw new Error('boom');
        })();
      });
      equal((await site.ask(get('/'))).status, 500);
    },
  },
  {
    rule: 'head-early',
    text: 'commits with the first chunk that is not empty, before it pulls the next one',
    run: async (start) => {
      const go = createGate();
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('first');
          await go.promise;
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      equal((await connection.readHead()).status, 200);
      go.open();
    },
  },
  {
    rule: 'head-incomplete',
    text: 'sends every header as it was given, in its order, and the same list again with the next response',
    run: async (start) => {
      const site = await start(answering('a', '200 Fine & \xfcber', SHARED));
      const connection = await site.connect();
      for (const target of ['/1', '/2']) {
        const response = await connection.ask(get(target));
        equal(response.statusLine, 'HTTP/1.1 200 Fine & \xfcber');
        const names = new Set(['content-type', 'set-cookie', 'x-one']);
        deepEqual(
          response.headers.filter(([name]) => names.has(name.toLowerCase())),
          SHARED,
        );
      }
    },
  },
  {
    rule: 'head-incomplete',
    text: 'adds a Date, and leaves that of an application',
    run: async (start) => {
      const added = getHeaders((await (await start(answering('a'))).ask(get('/'))).headers, 'Date');
      equal(added.length, 1);
      equal(new Date(added[0] ?? '').toUTCString(), added[0]);
      const own: HeaderList = [['date', 'Sun, 06 Nov 1994 08:49:37 GMT']];
      const response = await (await start(answering('a', '200 OK', own))).ask(get('/'));
      deepEqual(getHeaders(response.headers, 'Date'), ['Sun, 06 Nov 1994 08:49:37 GMT']);
    },
  },
  {
    rule: 'head-framing',
    text: 'frames a body of unknown length by chunks, and keeps the connection',
    run: async (start) => {
      const site = await start(generated(['a', 'bc']));
      const connection = await site.connect();
      const response = await connection.ask(get('/'));
      deepEqual([response.framing, response.body], ['chunked', 'abc']);
      equal((await connection.ask(get('/'))).status, 200);
    },
  },
  {
    rule: 'head-framing',
    text: 'ends a body of unknown length with the connection for HTTP/1.0',
    run: async (start) => {
      const site = await start(generated(['a', 'bc']));
      const response = await site.ask('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
      deepEqual([response.framing, response.body], ['close', 'abc']);
    },
  },
  {
    rule: 'head-framing',
    text: 'knows the length of an array, of an empty one too, or frames it by chunks',
    run: async (start) => {
      const full = await (
        await start(async (_, startResponse) => {
          startResponse('200 OK', PLAIN);
          return [encode('ab'), EMPTY, encode('c')];
        })
      ).ask(get('/'));
      equal(full.body, 'abc');
      if (full.framing !== 'chunked') equal(getHeader(full.headers, 'Content-Length'), '3');
      const empty = await (await start(answering(''))).ask(get('/'));
      ok(empty.body === '' && empty.framing !== 'close');
    },
  },
  {
    rule: 'head-framing',
    text: 'sends the Content-Length of the application once, and frames by it',
    run: async (start) => {
      const site = await start(generated(['a', 'bc'], [['content-length', '3']]));
      const connection = await site.connect();
      const response = await connection.ask(get('/'));
      deepEqual([response.framing, getHeaders(response.headers, 'Content-Length')], ['length', ['3']]);
      equal(response.body, 'abc');
      equal((await connection.ask(get('/'))).body, 'abc');
    },
  },
  ...['204 No Content', '304 Not Modified'].map(
    (status): ConformanceCase => ({
      rule: 'head-framing',
      text: `invents no length for ${status}, and keeps the connection`,
      run: async (start) => {
        const site = await start(answering('', status, []));
        const connection = await site.connect();
        const { headers } = await connection.ask(get('/'));
        const framing = [getHeader(headers, 'Content-Length'), getHeader(headers, 'Transfer-Encoding')];
        deepEqual(framing, [undefined, undefined]);
        equal((await connection.ask(get('/'))).statusLine, `HTTP/1.1 ${status}`);
      },
    }),
  ),
  {
    rule: 'head-framing',
    text: 'leaves the headers of HEAD as the application gave them, and invents no length',
    run: async (start) => {
      const none = await (await start(answering('abc'))).ask(request('HEAD', '/'));
      equal(getHeader(none.headers, 'Content-Length'), undefined);
      const given = await (await start(answering('', '200 OK', [['Content-Length', '99']]))).ask(request('HEAD', '/'));
      equal(getHeader(given.headers, 'Content-Length'), '99');
    },
  },
];

function generated(chunks: readonly string[], headers: HeaderList = PLAIN): Application {
  return (_, startResponse) => {
    startResponse('200 OK', headers);
    return (function* () {
      for (const chunk of chunks) yield encode(chunk);
    })();
  };
}
