/** Clients that leave, and what `exchange.signal` says of them. */
import { deepEqual, equal } from 'node:assert/strict';
import type { Application, Exchange, Finish } from '@tsgi/protocol';
import { aborted } from '../aborted.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { encode, get, PLAIN, request } from '../requests.ts';
import { turns } from '../turns.ts';

const CHUNK = new Uint8Array(64 * 1024).fill(0x78);

/** Moments at which a client leaves. Each application calls `ready` then, and waits without an end. */
const LEAVING: readonly (readonly [what: string, bytes: string, app: (ready: () => void) => Application])[] = [
  [
    'while the application has not answered',
    get('/'),
    (ready) => async (environ) => {
      ready();
      await aborted(environ['tsgi.exchange'].signal);
      return [];
    },
  ],
  [
    'between two chunks',
    get('/'),
    (ready) => (environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      return (async function* () {
        yield encode('a');
        ready();
        await aborted(environ['tsgi.exchange'].signal);
      })();
    },
  ],
  [
    'while the connection takes no more',
    get('/'),
    (ready) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return (async function* () {
        for (let count = 0; ; count++) {
          yield CHUNK;
          if (count === 10) ready();
        }
      })();
    },
  ],
  [
    'while its body is read',
    request('POST', '/', ['Content-Length: 9']),
    (ready) => async (environ) => {
      ready();
      return [await environ['tsgi.input'].read()];
    },
  ],
];

export const leavingCases: readonly ConformanceCase[] = [
  ...LEAVING.map(
    ([what, bytes, app]): ConformanceCase => ({
      rule: 'signal-missing',
      text: `notices a client that leaves ${what}`,
      run: async (start) => {
        const ready = createGate();
        const ended = createGate<Finish>();
        const noticed = createGate();
        const inner = app(ready.open);
        const site = await start((environ, startResponse) => {
          environ['tsgi.exchange'].signal.addEventListener('abort', () => noticed.open());
          environ['tsgi.exchange'].onFinish(ended.open);
          return inner(environ, startResponse);
        });
        const connection = await site.connect();
        connection.stopReading();
        await connection.send(bytes);
        await ready.promise;
        connection.leave();
        await noticed.promise;
        equal((await ended.promise).aborted, true);
      },
    }),
  ),
  {
    rule: 'signal-missing',
    text: 'answers a client that has closed its half behind a whole request',
    run: async (start) => {
      const go = createGate();
      const signals: AbortSignal[] = [];
      const site = await start(async (environ, startResponse) => {
        signals.push(environ['tsgi.exchange'].signal);
        await go.promise;
        startResponse('200 OK', PLAIN);
        return [encode('still here')];
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      connection.endSending();
      await turns(50);
      go.open();
      equal((await connection.readResponse()).body, 'still here');
      deepEqual(
        signals.map((signal) => signal.aborted),
        [false],
      );
    },
  },
  {
    rule: 'signal-late',
    text: 'never aborts the signal of a response that has ended',
    run: async (start) => {
      const exchanges: Exchange[] = [];
      const ended = createGate();
      const site = await start((environ, startResponse) => {
        const exchange = environ['tsgi.exchange'];
        exchanges.push(exchange);
        equal(exchange.signal.aborted, false);
        exchange.onFinish(() => ended.open());
        startResponse('200 OK', PLAIN);
        return [encode('a')];
      });
      const connection = await site.connect();
      await connection.ask(get('/'));
      await ended.promise;
      connection.leave();
      await turns(50);
      exchanges[0]?.abort();
      equal(exchanges[0]?.signal.aborted, false);
    },
  },
];
