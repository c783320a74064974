/** Each body is closed exactly once, in the right order, however its response ends. */
import { until } from '@tsgi/harness';
import type { Application, ResponseBody } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, post } from './raw-client.ts';
import { encode, gate, start, turns } from './start.ts';

/** A body that notes what is done to it. */
function noting(notes: string[], chunks: Iterator<Uint8Array> | AsyncIterator<Uint8Array>): ResponseBody {
  const iterator = {
    next: () => chunks.next(),
    return: () => {
      notes.push('return');
      return { done: true, value: undefined };
    },
  };
  const methods = { close: () => void notes.push('close') };
  const key = Symbol.asyncIterator in chunks ? Symbol.asyncIterator : Symbol.iterator;
  return { ...methods, [key]: () => iterator } as unknown as ResponseBody;
}

function* two() {
  yield encode('a');
  yield encode('b');
}

async function* twoLater() {
  yield encode('a');
  await turns(1);
  yield encode('b');
}

async function* hanging() {
  yield encode('a');
  await new Promise(() => undefined);
}

function* endless() {
  for (;;) yield new Uint8Array(65_536);
}

function withNotes(make: (notes: string[]) => Application) {
  const notes: string[] = [];
  const over = gate('the end of the response');
  const inner = make(notes);
  const app: Application = (environ, startResponse) => {
    environ['tsgi.exchange'].onFinish(({ aborted }) => {
      notes.push(aborted ? 'aborted' : 'finished');
      over.open();
    });
    environ['tsgi.exchange'].signal.addEventListener('abort', () => notes.push('signal'));
    return inner(environ, startResponse);
  };
  return { app, notes, over };
}

describe('a body that reaches its end', () => {
  const shapes: readonly [string, (notes: string[]) => ResponseBody][] = [
    ['an array', (notes) => Object.assign([encode('a'), encode('b')], { close: () => void notes.push('close') })],
    ['a generator', (notes) => noting(notes, two())],
    ['an async generator', (notes) => noting(notes, twoLater())],
    [
      'one whose close waits',
      (notes) =>
        Object.assign([encode('a'), encode('b')], {
          close: async () => {
            await turns(1);
            notes.push('close');
          },
        }),
    ],
  ];

  it.each(shapes)('is closed, then the callbacks run: %s', async (_name, shape) => {
    const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
      startResponse('200 OK', []);
      return shape(notes);
    });
    const { url } = await start(app);
    expect((await (await connectTo(url)).ask(get('/'))).body).toBe('ab');
    await over.promise;
    await turns();
    expect(notes).toEqual(['close', 'finished']);
  });

  it.each(shapes)('is returned and closed early for HEAD: %s', async (name, shape) => {
    const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
      startResponse('200 OK', []);
      return shape(notes);
    });
    const { url } = await start(app);
    await (await connectTo(url)).ask('HEAD / HTTP/1.1\r\nHost: h\r\n\r\n');
    await over.promise;
    expect(notes).toEqual(name.includes('generator') ? ['return', 'close', 'finished'] : ['close', 'finished']);
  });
});

describe('a body that fails', () => {
  it('is closed, and not returned', async () => {
    const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
      startResponse('200 OK', []);
      return noting(
        notes,
        (function* () {
          yield encode('a');
          throw new Error('late');
        })(),
      );
    });
    const { url } = await start(app);
    const client = await connectTo(url);
    client.send(get('/'));
    await client.rest();
    await over.promise;
    expect(notes).toEqual(['close', 'aborted']);
  });

  it('in its return or close is logged, and still closed', async () => {
    const body = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: encode('x') }),
        return: () => {
          throw new Error('bad return');
        },
      }),
      close: () => Promise.reject(new Error('bad close')),
    };
    const { app, over } = withNotes(() => (_environ, startResponse) => {
      startResponse('200 OK', [['Content-Length', '1']]);
      return body;
    });
    const { url, log } = await start(app);
    const client = await connectTo(url);
    expect((await client.ask('HEAD / HTTP/1.1\r\nHost: h\r\n\r\n')).status).toBe(200);
    await over.promise;
    expect(log.join('')).toMatch(/bad return[\s\S]*bad close/);
    expect((await client.ask('HEAD / HTTP/1.1\r\nHost: h\r\n\r\n')).status).toBe(200);
  });
});

describe('a client that goes away', () => {
  it.each(['destroy', 'resetAndDestroy'] as const)(
    'between chunks is noticed: signal, return, close, callbacks (%s)',
    async (leave) => {
      const more = gate('the test to go on');
      const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
        startResponse('200 OK', []);
        return noting(
          notes,
          (async function* () {
            yield encode('a');
            await more.promise;
            for (;;) {
              yield encode('b');
              await turns(1);
            }
          })(),
        );
      });
      const { url, log } = await start(app);
      const client = await connectTo(url);
      client.send(get('/'));
      await client.take(80);
      client.socket[leave]();
      more.open();
      await over.promise;
      await turns();
      expect(notes).toEqual(['signal', 'return', 'close', 'aborted']);
      expect(log).toEqual([]);
    },
  );

  it('while a chunk is waited for does not make the server wait for the iterator', async () => {
    const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
      startResponse('200 OK', []);
      return Object.assign(hanging(), { close: () => void notes.push('close') });
    });
    const { url } = await start(app);
    const client = await connectTo(url);
    client.send(get('/'));
    await client.take(80);
    client.socket.resetAndDestroy();
    await over.promise;
    expect(notes).toEqual(['signal', 'close', 'aborted']);
  });

  it('while the socket is full is noticed', async () => {
    const inside = gate('the call of the application');
    const { app, notes, over } = withNotes((notes) => (_environ, startResponse) => {
      inside.open();
      startResponse('200 OK', []);
      return noting(notes, endless());
    });
    const { url } = await start(app);
    const client = await connectTo(url);
    client.socket.pause();
    client.send(get('/'));
    await inside.promise;
    await turns();
    client.socket.resetAndDestroy();
    await over.promise;
    expect(notes).toEqual(['signal', 'return', 'close', 'aborted']);
  });

  it('while the application works is noticed, and its late body closed', async () => {
    const inside = gate('the call of the application');
    const answer = gate('the test to go on');
    const { app, notes, over } = withNotes((notes) => async (environ, startResponse) => {
      inside.open();
      await answer.promise;
      expect(environ['tsgi.exchange'].signal.aborted).toBe(true);
      startResponse('200 OK', []);
      return noting(notes, twoLater());
    });
    const { url } = await start(app);
    const client = await connectTo(url);
    client.send(get('/'));
    await inside.promise;
    client.socket.resetAndDestroy();
    await until('the signal', () => notes.includes('signal'));
    answer.open();
    await over.promise;
    expect(notes).toEqual(['signal', 'close', 'aborted']);
  });

  it('is not logged when the application passes on why it was aborted', async () => {
    const inside = gate('the call of the application');
    const { app, notes, over } = withNotes(() => (environ) => {
      inside.open();
      return new Promise((_, reject) => {
        const { signal } = environ['tsgi.exchange'];
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const { url, log } = await start(app);
    const client = await connectTo(url);
    client.send(get('/'));
    await inside.promise;
    client.socket.resetAndDestroy();
    await over.promise;
    expect(notes).toEqual(['signal', 'aborted']);
    expect(log).toEqual([]);
  });

  it('within the body it sends is noticed by the reader', async () => {
    const inside = gate('the call of the application');
    const codes: unknown[] = [];
    const { app, notes, over } = withNotes(() => async (environ) => {
      const read = environ['tsgi.input'].read();
      inside.open();
      await read.catch((error: unknown) => codes.push((error as { code: string }).code));
      throw new Error('gave up');
    });
    const { url } = await start(app);
    const client = await connectTo(url);
    client.send(post('/', 'hello').slice(0, -1));
    await inside.promise;
    client.socket.resetAndDestroy();
    await over.promise;
    expect(codes).toEqual(['body-truncated']);
    expect(notes).toEqual(['signal', 'aborted']);
  });
});
