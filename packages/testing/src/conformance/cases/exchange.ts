/** `tsgi.exchange`: what happens around a call. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Finish, getHeader } from '@tsgi/protocol';
import { aborted } from '../aborted.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { encode, get, PLAIN } from '../requests.ts';

export const exchangeCases: readonly ConformanceCase[] = [
  {
    rule: 'abort-ignored',
    text: 'aborts the signal when the application gives up, with its reason or an AbortError',
    run: async (start) => {
      const reasons: unknown[] = [];
      const site = await start((environ, startResponse) => {
        const exchange = environ['tsgi.exchange'];
        exchange.abort(environ.PATH_INFO === '/own' ? 'too slow' : undefined);
        reasons.push(exchange.signal.reason);
        startResponse('503 Service Unavailable', PLAIN);
        return [];
      });
      await site.ask(get('/own'));
      await site.ask(get('/'));
      const [own, other] = reasons;
      deepEqual([own, other instanceof Error ? other.name : other], ['too slow', 'AbortError']);
    },
  },
  {
    rule: 'draining-missing',
    text: 'aborts draining when it begins to stop, and lets the response in flight end',
    run: async (start) => {
      const called = createGate();
      const before: boolean[] = [];
      const site = await start((environ, startResponse) => {
        const { draining } = environ['tsgi.exchange'];
        before.push(draining.aborted);
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('begun, ');
          called.open();
          await aborted(draining);
          yield encode('ended');
        })();
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      await called.promise;
      const closing = site.close();
      const { body, framing } = await connection.readResponse();
      deepEqual([before, body, framing], [[false], 'begun, ended', 'chunked']);
      equal(await connection.readToEnd(), '');
      connection.close();
      await closing;
    },
  },
  {
    rule: 'finish-disordered',
    text: 'calls back when the response has ended, the newest first, with what became of it',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate<Finish>();
      const site = await start((environ, startResponse) => {
        const exchange = environ['tsgi.exchange'];
        exchange.onFinish(ended.open);
        exchange.onFinish(() => seen.push('first'));
        exchange.onFinish(() => seen.push('second'));
        startResponse('201 Created', [['X-One', 'a']]);
        return [encode('ab'), encode('c')];
      });
      await site.ask(get('/'));
      const { status, headers, bytes, error, aborted: cut } = await ended.promise;
      deepEqual([status, bytes, error, cut, getHeader(headers, 'x-one')], [201, 3, undefined, false, 'a']);
      ok(getHeader(headers, 'Date') !== undefined, 'the headers of the server are missing');
      deepEqual(seen, ['second', 'first']);
    },
  },
  {
    rule: 'finish-invalid',
    text: 'tells of an error before the commit, and of one behind it',
    run: async (start) => {
      const boom = new Error('boom');
      const finishes: Finish[] = [];
      const both = createGate();
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish((finish) => {
          if (finishes.push(finish) === 2) both.open();
        });
        if (environ.PATH_INFO === '/before') throw boom;
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('abc');
          throw boom;
        })();
      });
      equal((await site.ask(get('/before'))).status, 500);
      const connection = await site.connect();
      await connection.send(get('/behind'));
      await connection.readToEnd();
      await both.promise;
      const told = finishes.map(({ status, error, aborted: cut }) => [status, error === boom, cut]);
      deepEqual(told, [
        [500, true, false],
        [200, true, true],
      ]);
      equal(finishes[1]?.bytes, 3);
    },
  },
  {
    rule: 'finish-late',
    text: 'calls a callback at once that is registered when the response has ended',
    run: async (start) => {
      const statuses: unknown[] = [];
      const ended = createGate();
      const site = await start((environ, startResponse) => {
        const exchange = environ['tsgi.exchange'];
        exchange.onFinish(() => {
          exchange.onFinish(({ status }) => statuses.push(status));
          ended.open();
        });
        startResponse('200 OK', PLAIN);
        return [];
      });
      await site.ask(get('/'));
      await ended.promise;
      deepEqual(statuses, [200]);
    },
  },
  {
    rule: 'finish-throws',
    text: 'logs a callback that throws, and calls the others',
    run: async (start) => {
      const called = createGate();
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(() => called.open());
        environ['tsgi.exchange'].onFinish(() => {
          throw new Error('broken callback');
        });
        startResponse('200 OK', PLAIN);
        return [];
      });
      const connection = await site.connect();
      await connection.ask(get('/'));
      await called.promise;
      await site.logged('broken callback');
      equal((await connection.ask(get('/'))).status, 200);
    },
  },
  {
    rule: 'early-hints-unsent',
    text: 'sends 103 at once, before the response, and not to an HTTP/1.0 client',
    run: async (start) => {
      const go = createGate();
      const offered: boolean[] = [];
      const site = await start(async (environ, startResponse) => {
        const exchange = environ['tsgi.exchange'];
        offered.push(exchange.earlyHints !== undefined);
        exchange.earlyHints?.([['Link', '</a.css>; rel=preload']]);
        if (environ.SERVER_PROTOCOL === 'HTTP/1.1') await go.promise;
        startResponse('200 OK', PLAIN);
        return [encode('a')];
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      const { status, headers } = await connection.readHead();
      deepEqual([status, headers], [103, [['Link', '</a.css>; rel=preload']]]);
      go.open();
      equal((await connection.readResponse()).body, 'a');
      equal((await site.ask('GET / HTTP/1.0\r\n\r\n')).interim.length, 0);
      deepEqual(offered, [true, false]);
    },
  },
];
