/** How a body is closed. */
import { deepEqual, equal } from 'node:assert/strict';
import type { Application, ResponseBody } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { chunksOf, notedBody } from '../noted-body.ts';
import { answering, encode, get, PLAIN, request } from '../requests.ts';

/** Serves a body, and tells when its response has ended. */
function serving(body: () => ResponseBody, seen: string[], ended: () => void, status = '200 OK'): Application {
  return (environ, startResponse) => {
    if (environ.PATH_INFO === '/next') return answering('next')(environ, startResponse);
    environ['tsgi.exchange'].signal.addEventListener('abort', () => seen.push('signal'));
    environ['tsgi.exchange'].onFinish(() => {
      seen.push('finish');
      ended();
    });
    startResponse(status, PLAIN);
    return body();
  };
}

const never = (): Promise<never> => new Promise(() => undefined);

function throwing(what: string): () => never {
  return () => {
    throw new Error(what);
  };
}

export const closingCases: readonly ConformanceCase[] = [
  {
    rule: 'body-not-closed',
    text: 'closes a body at its end, once, before the response counts as ended',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      const body = (): ResponseBody => notedBody(seen, { next: chunksOf(encode('a'), encode('b')) });
      const site = await start(serving(body, seen, ended.open));
      equal((await site.ask(get('/'))).body, 'ab');
      await ended.promise;
      deepEqual(seen, ['next', 'next', 'next', 'close', 'finish']);
    },
  },
  {
    rule: 'body-not-closed',
    text: 'closes a body that is an array, once',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      const body = (): ResponseBody => Object.assign([encode('a')], { close: () => void seen.push('close') });
      const site = await start(serving(body, seen, ended.open));
      equal((await site.ask(get('/'))).body, 'a');
      await ended.promise;
      deepEqual(seen, ['close', 'finish']);
    },
  },
  {
    rule: 'body-not-closed',
    text: 'waits for a close that takes its time, before the response counts as ended',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      const onClose = async (): Promise<void> => {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push('closed');
      };
      const site = await start(serving(() => notedBody(seen, { next: chunksOf(), onClose }), seen, ended.open));
      equal((await site.ask(get('/'))).status, 200);
      await ended.promise;
      deepEqual(seen, ['next', 'close', 'closed', 'finish']);
    },
  },
  {
    rule: 'body-not-closed',
    text: 'closes a body that throws, without a return',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      const site = await start(serving(() => notedBody(seen, { next: throwing('boom') }), seen, ended.open));
      equal((await site.ask(get('/'))).status, 500);
      await ended.promise;
      deepEqual(seen, ['next', 'close', 'finish']);
    },
  },
  ...[
    ['HEAD', 'HEAD', '200 OK'],
    ['a status without a body', 'GET', '204 No Content'],
  ].map(
    ([what = '', method = '', status = '']): ConformanceCase => ({
      rule: 'body-not-returned',
      text: `closes the body of ${what}, once, and returns it first where it was begun`,
      run: async (start) => {
        const seen: string[] = [];
        const ended = createGate();
        const body = (): ResponseBody => notedBody(seen, { next: () => encode('a') });
        const site = await start(serving(body, seen, ended.open, status));
        await site.ask(request(method, '/'));
        await ended.promise;
        const begun = seen.includes('next') ? ['next', 'return'] : [];
        deepEqual(seen, [...begun, 'close', 'finish']);
      },
    }),
  ),
  {
    rule: 'close-before-signal',
    text: 'aborts the signal first when the client leaves, then returns the body, then closes it',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      // Endless, with a turn of the event loop between two chunks.
      const next = async (): Promise<Uint8Array> => {
        await new Promise((resolve) => setImmediate(resolve));
        return encode('a');
      };
      const site = await start(serving(() => notedBody(seen, { next }), seen, ended.open));
      const connection = await site.connect();
      await connection.send(get('/'));
      await connection.readHead();
      connection.leave();
      await ended.promise;
      deepEqual(
        seen.filter((what) => what !== 'next'),
        ['signal', 'return', 'close', 'finish'],
      );
    },
  },
  {
    rule: 'return-awaited',
    text: 'closes a body whose next is pending without waiting for its return',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      let count = 0;
      const next = (): Uint8Array | Promise<never> => (count++ === 0 ? encode('a') : never());
      const site = await start(serving(() => notedBody(seen, { next, onReturn: never }), seen, ended.open));
      const connection = await site.connect();
      await connection.send(get('/'));
      await connection.readHead();
      connection.leave();
      await ended.promise;
      deepEqual(seen, ['next', 'next', 'signal', 'return', 'close', 'finish']);
    },
  },
  ...[
    ['throws', throwing('cannot close')],
    ['rejects', async () => throwing('cannot close')()],
  ].map(
    ([what, onClose]): ConformanceCase => ({
      rule: 'close-failure-sent',
      text: `logs a close that ${String(what)}, and goes on as if nothing had happened`,
      run: async (start) => {
        const seen: string[] = [];
        const ended = createGate();
        const parts = { next: chunksOf(encode('a')), onClose: typeof onClose === 'function' ? onClose : throwing('') };
        const site = await start(serving(() => notedBody(seen, parts), seen, ended.open));
        const connection = await site.connect();
        equal((await connection.ask(get('/'))).body, 'a');
        await ended.promise;
        await site.logged('cannot close');
        equal((await connection.ask(get('/next'))).body, 'next');
      },
    }),
  ),
  {
    rule: 'close-failure-sent',
    text: 'closes a body whose return throws',
    run: async (start) => {
      const seen: string[] = [];
      const ended = createGate();
      const parts = { next: () => encode('a'), onReturn: throwing('cannot return') };
      const site = await start(serving(() => notedBody(seen, parts), seen, ended.open));
      const connection = await site.connect();
      await connection.ask(request('HEAD', '/'));
      await ended.promise;
      deepEqual(seen, ['next', 'return', 'close', 'finish']);
      equal((await connection.ask(get('/next'))).body, 'next');
    },
  },
];
