/** What becomes of an application that fails, and how it is called at all. */

import { deepEqual, equal, ok } from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Application } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { answering, encode, get, PLAIN, post } from '../requests.ts';

const boom = new Error('boom with a secret');

/** Applications that fail before anything was sent. */
const FAILING: readonly (readonly [what: string, app: Application])[] = [
  [
    'throws',
    () => {
      throw boom;
    },
  ],
  ['rejects', () => Promise.reject(boom)],
  [
    'throws what is no error',
    () => {
      const text: unknown = 'boom with a secret';
      throw text;
    },
  ],
  [
    'throws after it has started its response',
    (_, startResponse) => {
      startResponse('200 OK', [['X-Secret', '1']]);
      throw boom;
    },
  ],
  [
    'returns a generator that throws at once',
    (_, startResponse) =>
      (function* () {
        startResponse('200 OK', PLAIN);
        throw boom;
      })(),
  ],
  [
    'returns an async generator that throws at once',
    (_, startResponse) =>
      (async function* () {
        startResponse('200 OK', PLAIN);
        throw boom;
      })(),
  ],
];

const UNSTARTED: readonly (readonly [what: string, app: Application])[] = [
  ['an array', () => [encode('a')]],
  ['an empty array', () => []],
  [
    'a generator',
    () =>
      (function* () {
        yield encode('a');
      })(),
  ],
];

export const failureCases: readonly ConformanceCase[] = [
  ...FAILING.map(
    ([what, app]): ConformanceCase => ({
      rule: 'call-failure-unanswered',
      text: `answers 500 for an application that ${what}, logs it, and shows nothing of it`,
      run: async (start) => {
        const site = await start(app);
        const response = await site.ask(get('/'));
        equal(response.status, 500);
        ok(!JSON.stringify(response).toLowerCase().includes('secret'));
        await site.logged('boom with a secret');
      },
    }),
  ),
  ...UNSTARTED.map(
    ([what, app]): ConformanceCase => ({
      rule: 'start-response-missing',
      text: `answers 500 for an application that returns ${what} and never calls startResponse`,
      run: async (start) => {
        equal((await (await start(app)).ask(get('/'))).status, 500);
      },
    }),
  ),
  {
    rule: 'call-failure-unlogged',
    text: 'logs what a body throws in the middle',
    run: async (start) => {
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('a');
          throw boom;
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      ok(!(await connection.readToEnd()).includes('secret'));
      await site.logged('boom with a secret');
    },
  },
  {
    rule: 'errors-throw',
    text: 'logs any text that an application writes',
    run: async (start) => {
      const text = 'caf\u00e9 \u4e2d \ud83d\ude00 \ud800 \0 a line\n';
      const site = await start((environ, startResponse) => {
        environ['tsgi.errors'].write(text);
        environ['tsgi.errors'].write('');
        environ['tsgi.errors'].flush();
        return answering('a')(environ, startResponse);
      });
      equal((await site.ask(get('/'))).status, 200);
      ok(site.log.includes(text));
    },
  },
  {
    rule: 'call-repeated',
    text: 'calls the application once for each request, pipelined ones too, and answers in order',
    run: async (start) => {
      const calls: string[] = [];
      const app: Application = async (environ, startResponse) => {
        calls.push(environ.PATH_INFO);
        // The first is the slowest.
        for (let turn = environ.PATH_INFO === '/1' ? 20 : 0; turn > 0; turn--) await Promise.resolve();
        startResponse('200 OK', PLAIN);
        return [encode(environ.PATH_INFO)];
      };
      const connection = await (await start(app)).connect();
      await connection.send(get('/1') + post('/2', 'body') + get('/3'));
      const bodies: string[] = [];
      for (let count = 0; count < 3; count++) bodies.push((await connection.readResponse()).body);
      deepEqual(
        [bodies, calls.sort()],
        [
          ['/1', '/2', '/3'],
          ['/1', '/2', '/3'],
        ],
      );
    },
  },
  {
    rule: 'call-repeated',
    text: 'never calls the application for a request that it refuses',
    run: async (start) => {
      let calls = 0;
      const site = await start((environ, startResponse) => {
        calls += 1;
        return answering('called')(environ, startResponse);
      });
      const refused = [
        'GET / HTTP/1.1\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: a\r\nX-One: b\0\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na',
      ];
      for (const bytes of refused) equal((await site.ask(bytes)).status, 400, JSON.stringify(bytes));
      equal(calls, 0);
    },
  },
  {
    rule: 'call-context-shared',
    text: 'keeps the async context of each request apart, in its call, its body and its callbacks',
    run: async (start) => {
      const storage = new AsyncLocalStorage<string>();
      const foreign: unknown[] = [];
      const app: Application = (environ, startResponse) => {
        const own = environ.PATH_INFO;
        const check = (before?: string): void => {
          const store = storage.getStore();
          if (store !== before) foreign.push([own, store]);
        };
        check();
        storage.enterWith(own);
        environ['tsgi.exchange'].onFinish(() => check(own));
        startResponse('200 OK', PLAIN);
        if (environ.QUERY_STRING === 'array') return [encode(own)];
        return (async function* () {
          check(own);
          yield encode(own);
          check(own);
        })();
      };
      const connection = await (await start(app)).connect();
      const targets = ['/1?array', '/2', '/3?array', '/4'];
      await connection.send(targets.map((target) => get(target)).join(''));
      for (const target of targets) equal((await connection.readResponse()).body, target.slice(0, 2));
      for (const target of ['/5', '/6?array']) equal((await connection.ask(get(target))).body, target.slice(0, 2));
      deepEqual(foreign, []);
    },
  },
];
