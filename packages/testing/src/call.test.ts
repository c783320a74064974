import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Application, Environ, Finish, HeaderList, ResponseBody } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { call } from './call.ts';
import { createEnviron } from './create-environ.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const answering =
  (...chunks: string[]): Application =>
  (_, startResponse) => {
    startResponse('200 OK', [['X-A', '1']]);
    return chunks.map(bytes);
  };

/** An application with a body that notes how it is treated. */
function noted(seen: string[], headers: HeaderList, ...chunks: unknown[]): Application {
  return (environ, startResponse) => {
    environ['tsgi.exchange'].onFinish(() => seen.push('finish'));
    startResponse('200 OK', headers);
    const iterator = chunks[Symbol.iterator]();
    return {
      [Symbol.iterator]: () => ({
        next: () => iterator.next() as IteratorResult<Uint8Array>,
        return: () => {
          seen.push('return');
          return { done: true as const, value: undefined };
        },
      }),
      close: () => void seen.push('close'),
    };
  };
}

describe('call', () => {
  it('gives status, headers and body', async () => {
    const result = await call(answering('h\u00e9', '', 'llo'), createEnviron());
    expect(result).toMatchObject({ status: '200 OK', headers: [['X-A', '1']], text: 'h\u00e9llo' });
    expect(result.chunks.map((chunk) => chunk.length)).toEqual([3, 3]);
    expect(result.body).toEqual(bytes('h\u00e9llo'));
  });

  it('takes an application that needs more, from an environ that has it', async () => {
    const app: Application<Environ & { 'app.user': string }> = (environ, startResponse) => {
      startResponse('200 OK', []);
      return [bytes(environ['app.user'])];
    };
    expect((await call(app, { ...createEnviron(), 'app.user': 'ada' })).text).toBe('ada');
    // @ts-expect-error the environ lacks what the application reads
    void call(app, createEnviron()).catch(() => undefined);
  });

  it('closes the body once, then finishes', async () => {
    const seen: string[] = [];
    await call(noted(seen, [], bytes('a'), bytes('b')), createEnviron());
    expect(seen).toEqual(['close', 'finish']);
  });

  it.each([
    ['HEAD', createEnviron({ method: 'HEAD' }), '200 OK'],
    ['204', createEnviron(), '204 No Content'],
    ['205', createEnviron(), '205 Reset Content'],
    ['304', createEnviron(), '304 Not Modified'],
  ])('sends no body for %s, and closes it', async (_, environ, status) => {
    const seen: string[] = [];
    const app: Application = (inner, startResponse) =>
      noted(seen, [], bytes('a'), bytes('b'))(inner, (_status, headers) => startResponse(status, headers));
    expect((await call(app, environ)).chunks).toEqual([]);
    expect(seen).toEqual(['return', 'close', 'finish']);
  });

  it('throws what the application throws, and finishes with a 500', async () => {
    const environ = createEnviron();
    const error = new Error('boom');
    await expect(
      call(() => {
        throw error;
      }, environ),
    ).rejects.toBe(error);
    expect(environ['tsgi.exchange'].finish).toMatchObject({ status: 500, error, aborted: false });
  });

  it('finishes an input error that nobody caught with its own status', async () => {
    const environ = createEnviron({ method: 'POST', body: 'ab', headers: { 'Content-Length': '9' } });
    await expect(call(async (inner) => [await inner['tsgi.input'].read()], environ)).rejects.toMatchObject({
      code: 'body-truncated',
    });
    expect(environ['tsgi.exchange'].finish?.status).toBe(400);
  });

  it('throws what the body throws, and finishes it as cut off', async () => {
    const environ = createEnviron();
    const error = new Error('boom');
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', []);
      return (function* () {
        yield bytes('a');
        throw error;
      })();
    };
    await expect(call(app, environ)).rejects.toBe(error);
    const finish: Partial<Finish> = { status: 200, bytes: 1, error, aborted: true };
    expect(environ['tsgi.exchange'].finish).toMatchObject(finish);
  });

  it.each([
    ['more bytes than Content-Length', [['Content-Length', '1']], [bytes('ab')], 'content-length-mismatch'],
    ['fewer bytes than Content-Length', [['Content-Length', '3']], [bytes('ab')], 'content-length-mismatch'],
    ['a chunk of text', [], [bytes('a'), 'b'], 'chunk-invalid'],
  ] as const)('refuses %s', async (_, headers, chunks, code) => {
    const seen: string[] = [];
    await expect(call(noted(seen, headers, ...chunks), createEnviron())).rejects.toMatchObject({ code });
    expect(seen.slice(-2)).toEqual(['close', 'finish']);
  });

  it('does not take an error of close for an answer', async () => {
    const environ = createEnviron();
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', []);
      const fail = (): never => {
        throw new Error('cannot close');
      };
      return Object.assign([bytes('a')], { close: fail });
    };
    expect((await call(app, environ)).text).toBe('a');
    expect(environ['tsgi.errors'].text).toContain('cannot close');
  });

  it('lets the input go with the response', async () => {
    const seen: string[] = [];
    const source = (async function* () {
      try {
        yield bytes('a');
        yield bytes('b');
      } finally {
        seen.push('released');
      }
    })();
    const environ = createEnviron({ method: 'POST', body: source });
    await call(async (inner, startResponse) => {
      await inner['tsgi.input'].read(1);
      startResponse('200 OK', []);
      return [];
    }, environ);
    expect(seen).toEqual(['released']);
    await expect(environ['tsgi.input'].read()).rejects.toMatchObject({ code: 'body-not-sent' });
  });

  it('rejects a first read behind the head when the client still holds the body back', async () => {
    const environ = createEnviron({ method: 'POST', body: 'abc', headers: { Expect: '100-continue' } });
    const app: Application = (inner, startResponse) => {
      startResponse('200 OK', []);
      return (async function* () {
        yield bytes('a');
        yield await inner['tsgi.input'].read();
      })();
    };
    await expect(call(app, environ)).rejects.toMatchObject({ code: 'body-not-sent' });
    expect(environ['tsgi.input'].wasAskedFor).toBe(false);
  });

  it('runs each request in an async context of its own', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const app: Application = (environ, startResponse) => {
      seen.push(storage.getStore());
      storage.enterWith('inside');
      environ['tsgi.exchange'].onFinish(() => seen.push(storage.getStore()));
      startResponse('200 OK', []);
      return [];
    };
    await call(app, createEnviron());
    await call(app, createEnviron());
    expect(seen).toEqual([undefined, 'inside', undefined, 'inside']);
    expect(storage.getStore()).toBeUndefined();
  });

  it('gives the other end of the socket when the application upgrades', async () => {
    const environ = createEnviron({ headers: { Upgrade: 'echo' } });
    const app: Application = (inner, startResponse) => {
      inner['tsgi.exchange'].upgrade?.((socket) => socket.pipe(socket));
      startResponse('101 Switching Protocols', [['X-A', '1']]);
      return [];
    };
    const { status, headers, socket } = await call(app, environ);
    expect(status).toBe('101 Switching Protocols');
    expect(headers).toEqual([
      ['X-A', '1'],
      ['Connection', 'upgrade'],
      ['Upgrade', 'echo'],
    ]);
    expect(environ['tsgi.exchange'].finish).toBeUndefined();
    socket?.end('hello');
    expect(await socket?.toArray()).toEqual([Buffer.from('hello')]);
    await new Promise<void>((resolve) => environ['tsgi.exchange'].onFinish(() => resolve()));
    expect(environ['tsgi.exchange'].finish).toMatchObject({ status: 101, aborted: false });
  });

  it('closes the application’s end when the client destroys its own', async () => {
    const environ = createEnviron({ headers: { Upgrade: 'echo' } });
    const { socket, headers } = await call((inner, startResponse) => {
      inner['tsgi.exchange'].upgrade?.(() => undefined, { raw: true });
      startResponse('101 Switching Protocols', []);
      return [];
    }, environ);
    expect(headers).toEqual([]);
    socket?.destroy();
    await new Promise<void>((resolve) => environ['tsgi.exchange'].onFinish(() => resolve()));
    expect(environ['tsgi.exchange'].finish?.status).toBe(101);
  });

  it('refuses a 101 without an upgrade', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('101 Switching Protocols', []);
      return [];
    };
    await expect(call(app, createEnviron())).rejects.toMatchObject({ code: 'upgrade-invalid' });
  });
});

describe('tsgi.file_wrapper', () => {
  const serving =
    (headers: HeaderList, makeBody: (environ: Environ) => ResponseBody): Application =>
    (environ, startResponse) => {
      startResponse('200 OK', headers);
      return makeBody(environ);
    };

  it('sends whatever reads, in blocks of the size asked for, and closes it', async () => {
    const sizes: number[] = [];
    const seen: string[] = [];
    const parts = ['abc', 'de', ''];
    const reader = {
      read: (size: number) => {
        sizes.push(size);
        return bytes(parts.shift() ?? '');
      },
      close: () => void seen.push('close'),
    };
    const app = serving([], (environ) => environ['tsgi.file_wrapper'](reader, 100));
    expect((await call(app, createEnviron())).text).toBe('abcde');
    expect([sizes, seen]).toEqual([[100, 100, 100], ['close']]);
  });

  it.each([
    ['from its start', {}, [], 'hello world'],
    ['from a byte on', { start: 6 }, [], 'world'],
    ['as far as its length goes', { start: 3, length: 5 }, [], 'lo wo'],
    ['as far as Content-Length goes', { start: 3 }, [['Content-Length', '4']], 'lo w'],
  ] as const)('sends a descriptor %s', async (_, where, headers, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'tsgi-testing-'));
    try {
      await writeFile(join(folder, 'file'), 'hello world');
      const handle = await open(join(folder, 'file'));
      const file = { fd: handle.fd, close: () => handle.close(), ...where };
      const app = serving(headers, (environ) => environ['tsgi.file_wrapper'](file, 4));
      expect((await call(app, createEnviron())).text).toBe(expected);
      await expect(handle.stat()).rejects.toMatchObject({ code: 'EBADF' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
