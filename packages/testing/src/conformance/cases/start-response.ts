/** `startResponse` and `write`. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Application, getHeaders, type HeaderList, type StartResponse } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { encode, get, PLAIN } from '../requests.ts';
import { turns } from '../turns.ts';

type Head = readonly [what: string, status: string, headers: HeaderList];

/** Heads that would let somebody else's text become a header, a response or a decision about the connection. */
const REFUSED: readonly Head[] = [
  ['a status without a reason', '200', []],
  ['a status that is no number', '2x0 OK', []],
  ['a line break in the status', '200 OK\r\nX-Injected: 1', []],
  ['an interim status', '100 Continue', []],
  ['a line break in a value', '200 OK', [['X-One', 'a\r\nX-Injected: 1']]],
  ['a lone LF in a value', '200 OK', [['X-One', 'a\nX-Injected: 1']]],
  ['a NUL in a value', '200 OK', [['X-One', 'a\0']]],
  // Encoded as latin-1 without a look, U+010D U+010A would become CR LF.
  ['code points above U+00FF in a value', '200 OK', [['X-One', 'a\u010d\u010aX-Injected: 1']]],
  ['a name that is no token', '200 OK', [['X One', 'a']]],
  ['a colon in a name', '200 OK', [['X-One:', 'a']]],
  ['an empty name', '200 OK', [['', 'a']]],
  ['Transfer-Encoding', '200 OK', [['Transfer-Encoding', 'chunked']]],
  ['Connection', '200 OK', [['connection', 'close']]],
  ['Upgrade', '200 OK', [['Upgrade', 'h2c']]],
  [
    'a second Content-Length',
    '200 OK',
    [
      ['Content-Length', '0'],
      ['content-length', '0'],
    ],
  ],
  ['a Content-Length with a sign', '200 OK', [['Content-Length', '+1']]],
];

/** Calls `startResponse` and tells what was thrown. */
function attempt(start: () => unknown): unknown {
  try {
    start();
    return undefined;
  } catch (error) {
    return error;
  }
}

export const startResponseCases: readonly ConformanceCase[] = [
  ...REFUSED.map(
    ([what, status, headers]): ConformanceCase => ({
      rule: 'start-response-forgiving',
      text: `throws at the call for ${what}, and takes another head with a failure`,
      run: async (start) => {
        const site = await start((_, startResponse) => {
          const error = attempt(() => startResponse(status, headers));
          startResponse('200 OK', PLAIN, { error });
          return [encode(error instanceof Error ? 'thrown' : 'accepted')];
        });
        const response = await site.ask(get('/'));
        deepEqual([response.status, response.body], [200, 'thrown']);
        deepEqual(getHeaders(response.headers, 'X-Injected'), []);
      },
    }),
  ),
  {
    rule: 'start-response-sends',
    text: 'sends nothing at the call, so that a failure replaces the head, any number of times',
    run: async (start) => {
      const started = createGate();
      const go = createGate();
      const site = await start(async (_, startResponse) => {
        startResponse('200 OK', [['X-One', '1']]);
        started.open();
        await go.promise;
        startResponse('500 Internal Server Error', [['X-One', '2']], { error: 1 });
        startResponse('503 Service Unavailable', [['X-One', '3']], { error: undefined });
        return [encode('sorry')];
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      await started.promise;
      await turns(50);
      equal(connection.unread, '');
      go.open();
      const response = await connection.readResponse();
      deepEqual([response.status, getHeaders(response.headers, 'X-One'), response.body], [503, ['3'], 'sorry']);
    },
  },
  ...[
    ['was accepted', '200 OK'],
    ['was refused', 'nonsense'],
  ].map(
    ([what = '', first = '']): ConformanceCase => ({
      rule: 'start-response-twice',
      text: `throws at a second call without a failure, when the first one ${what}`,
      run: async (start) => {
        const second = createGate<unknown>();
        const site = await start((_, startResponse) => {
          attempt(() => startResponse(first, PLAIN));
          const error = attempt(() => startResponse('201 Created', PLAIN));
          second.open(error);
          startResponse('202 Accepted', PLAIN, { error });
          return [];
        });
        equal((await site.ask(get('/'))).status, 202);
        ok((await second.promise) instanceof Error);
      },
    }),
  ),
  {
    rule: 'failure-not-rethrown',
    text: 'throws the very error of a failure after the first chunk, and cuts the response off',
    run: async (start) => {
      const boom = new Error('boom after the commit');
      const thrown = createGate<unknown>();
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('first');
          try {
            startResponse('500 Internal Server Error', PLAIN, { error: boom });
          } catch (error) {
            thrown.open(error);
            throw error;
          }
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      equal((await connection.readHead()).status, 200);
      ok((await thrown.promise) === boom);
      ok(!(await connection.readToEnd()).endsWith('0\r\n\r\n'));
    },
  },
  {
    rule: 'start-response-settled',
    text: 'throws when it is called after the response has ended',
    run: async (start) => {
      const late = createGate<unknown>();
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(() => late.open(attempt(() => startResponse('200 OK', PLAIN))));
        startResponse('200 OK', PLAIN);
        return [];
      });
      await site.ask(get('/'));
      ok((await late.promise) instanceof Error);
    },
  },
  {
    rule: 'failure-kept',
    text: 'lets the failure go when the call has returned',
    run: async (start) => {
      let kept: WeakRef<object> | undefined;
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        kept = startFailed(startResponse);
        return [];
      });
      const connection = await site.connect();
      equal((await connection.ask(get('/'))).status, 500);
      // Whoever holds it for a moment more has let it go by one of these.
      for (let round = 0; round < 5 && kept?.deref() !== undefined; round++) await collectGarbage();
      equal(kept?.deref(), undefined);
    },
  },
  {
    rule: 'write-reordered',
    text: 'sends what was written in its order and before the body, also when nobody awaits it',
    run: async (start) => {
      const site = await start(async (_, startResponse) => {
        const write = startResponse('200 OK', PLAIN);
        void write(encode('1'));
        void write(encode('2'));
        await write(encode('3'));
        void write(encode('4'));
        return [encode('5'), encode('6')];
      });
      equal((await site.ask(get('/'))).body, '123456');
    },
  },
  {
    rule: 'write-result',
    text: 'sends what was written before the application returns, and resolves when more may be given',
    run: async (start) => {
      const go = createGate();
      const site = await start(async (_, startResponse) => {
        const write = startResponse('200 OK', PLAIN);
        await write(encode('early'));
        await go.promise;
        return [];
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      equal((await connection.readHead()).status, 200);
      equal(await connection.readChunk(), 'early');
      go.open();
      equal(await connection.readChunk(), '');
    },
  },
  {
    rule: 'write-late',
    text: 'rejects what is written from within the body',
    run: async (start) => {
      const late = createGate<unknown>();
      const app: Application = (_, startResponse) => {
        const write = startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('body');
          late.open(
            await write(encode('late')).then(
              () => 'sent',
              () => 'rejected',
            ),
          );
        })();
      };
      const response = await (await start(app)).ask(get('/'));
      deepEqual([response.body, await late.promise], ['body', 'rejected']);
    },
  },
];

/** In a function of its own, so that nothing on the stack holds the failure. */
function startFailed(startResponse: StartResponse): WeakRef<object> {
  const failure = { error: new Error('a failure to forget') };
  startResponse('500 Internal Server Error', PLAIN, failure);
  return new WeakRef(failure);
}

/** A WeakRef lets go in a later turn of the event loop at the earliest. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  await turns(10);
  runInNewContext('gc()');
  await turns(10);
}
