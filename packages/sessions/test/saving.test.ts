/** The save happens before the head goes out, whichever way the response starts. */
import { HttpError, HttpRequest, stream, text, view } from '@tsgi/http';
import type { Application } from '@tsgi/protocol';
import { createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { cookieStore } from '../src/cookie.ts';
import { type Session, session } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { type AppEnviron, around, type Data, site, steps } from './site.ts';

const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
const PLAIN = [['Content-Type', 'text/plain']] as const;

type App = Application<AppEnviron>;

const shapes: readonly (readonly [name: string, app: App])[] = [
  [
    'an array behind a promise',
    async (environ, startResponse) => {
      (await session(new HttpRequest(environ))).set('n', 7);
      startResponse('200 OK', PLAIN);
      return [encode('a')];
    },
  ],
  [
    'an empty body',
    async (environ, startResponse) => {
      startResponse('204 No Content', []);
      (await session(new HttpRequest(environ))).set('n', 7);
      return [];
    },
  ],
  [
    'write()',
    async (environ, startResponse) => {
      const visitor = await session(new HttpRequest(environ));
      visitor.set('n', 7);
      await startResponse('200 OK', PLAIN)(encode('a'));
      expect(() => visitor.set('n', 8)).toThrow(expect.objectContaining({ code: 'session-sent' }));
      return [encode('b')];
    },
  ],
  [
    'an async generator that starts its response by itself',
    (environ, startResponse) =>
      (async function* () {
        const visitor = await session(new HttpRequest(environ));
        visitor.set('n', 7);
        startResponse('200 OK', PLAIN);
        yield encode('a');
        expect(() => visitor.set('n', 8)).toThrow(expect.objectContaining({ code: 'session-sent' }));
        yield encode('b');
      })(),
  ],
  [
    'a stream of a view',
    view<AppEnviron>(async (request) => {
      const visitor = await session(request);
      return stream(
        (async function* () {
          visitor.set('n', 7);
          yield 'a';
          yield 'b';
        })(),
      );
    }),
  ],
  [
    'an error that a view answers',
    view<AppEnviron>(async (request) => {
      (await session(request)).set('n', 7);
      throw new Error('boom');
    }),
  ],
  [
    'an error that the application throws',
    async (environ) => {
      (await session(new HttpRequest(environ))).set('n', 7);
      throw new Error('boom');
    },
  ],
  [
    'an error with a status that the application throws',
    async (environ) => {
      (await session(new HttpRequest(environ))).set('n', 7);
      throw new HttpError(404);
    },
  ],
  [
    'an error of a generator before its first chunk',
    (environ, startResponse) =>
      (async function* () {
        (await session(new HttpRequest(environ))).set('n', 7);
        startResponse('200 OK', PLAIN);
        if (environ.PATH_INFO !== '') throw new Error('boom');
        yield encode('a');
      })(),
  ],
  [
    'an application that did not wait for its session',
    (environ, startResponse) => {
      void session(new HttpRequest(environ)).then((visitor) => visitor.set('n', 7));
      startResponse('200 OK', PLAIN);
      return [encode('a')];
    },
  ],
];

describe('a session is saved', () => {
  it.each(shapes)('before the head of %s', async (_, app) => {
    const store = memoryStore();
    const client = createClient(around(app, { store }), { throwErrors: false });
    const response = await client.get('/');
    expect(response.headers.getAll('Set-Cookie')).toHaveLength(1);
    expect(response.headers.get('Vary')).toContain('Cookie');
    // Before anything of the body was read.
    const Cookie = response.headers.get('Set-Cookie')?.split(';', 1).join() ?? '';
    const other = createClient(site(steps, { store }), { headers: { Cookie } });
    expect(await (await other.get('/get')).text()).toBe('7');
    await response.text();
  });

  it('under HEAD and in the answer to a form', async () => {
    const store = memoryStore();
    const client = createClient(site(steps, { store }));
    await client.head('/set');
    await client.post('/up', { form: { a: '1' } });
    expect(await (await client.get('/get')).text()).toBe('2');
  });
});

describe('what an application throws', () => {
  it('is answered as a view answers it where there is a session, and logged', async () => {
    const app = around(async (environ) => {
      await session(new HttpRequest(environ));
      throw new Error('boom');
    });
    const response = await createClient(app, { throwErrors: false }).get('/');
    expect(response.status).toBe(500);
    expect(response.log).toContain('Error: boom');
    expect(response.facts.error).toMatchObject({ message: 'boom' });
    expect(await response.text()).not.toContain('boom');
  });

  it('is logged where the session cannot be saved either', async () => {
    const app = around(
      async (environ) => {
        (await session(new HttpRequest(environ))).set('big', 'x'.repeat(5000));
        throw new Error('boom');
      },
      { store: cookieStore() },
    );
    const environ = createEnviron();
    await expect(async () => app(environ, () => async () => undefined)).rejects.toMatchObject({
      code: 'cookie-too-large',
    });
    expect(environ['tsgi.errors'].text).toContain('Error: boom');
  });

  it('is thrown on where nobody asked for one, at once when it was thrown at once', () => {
    const app = around(() => {
      throw new Error('boom');
    });
    expect(() => app({ ...({} as AppEnviron) }, () => () => Promise.resolve())).toThrow('boom');
  });

  it('is thrown on when it rejects', async () => {
    const client = createClient(around(() => Promise.reject(new Error('boom'))));
    await expect(client.get('/')).rejects.toThrow('boom');
  });
});

describe('a change after the head', () => {
  it('is refused, of whichever kind', async () => {
    let late: Session<Data> | undefined;
    const client = createClient(site({ ...steps, '/keep': (s) => void (late = s) }));
    await client.get('/set');
    await client.get('/keep');
    const refused = expect.objectContaining({ code: 'session-sent' }) as Error;
    const kept = late as Session<Data>;
    const changes: readonly (() => unknown)[] = [
      () => kept.set('n', 8),
      () => kept.delete('n'),
      () => kept.clear(),
      () => kept.flash('info', 'late'),
      () => kept.expiresIn(60),
      () => kept.setTestCookie(),
      () => kept.deleteTestCookie(),
    ];
    for (const change of changes) expect(change).toThrow(refused);
    await expect(kept.update('n', () => 8)).rejects.toThrow(refused);
    await expect(kept.regenerate()).rejects.toThrow(refused);
    await expect(kept.destroy()).rejects.toThrow(refused);
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('is refused while the session is being saved', async () => {
    const inner = memoryStore();
    let kept: Session<Data> | undefined;
    const tried: unknown[] = [];
    const store = {
      ...inner,
      create: async (...given: Parameters<typeof inner.create>) => {
        try {
          kept?.set('n', 2);
        } catch (error) {
          tried.push(error);
        }
        await inner.create(...given);
      },
    };
    const client = createClient(
      site(
        {
          ...steps,
          '/set': (s) => {
            kept = s;
            s.set('n', 1);
          },
        },
        { store },
      ),
    );
    await client.get('/set');
    expect(tried).toEqual([expect.objectContaining({ code: 'session-sent' })]);
  });

  it('is refused of a session that was first asked for then', async () => {
    const tried: unknown[] = [];
    const app = around(
      view<AppEnviron>((request) =>
        stream(
          (async function* () {
            yield 'a';
            const visitor = await session(request);
            try {
              visitor.set('n', 1);
            } catch (error) {
              tried.push(error, visitor.get('n'));
            }
            yield 'b';
          })(),
        ),
      ),
    );
    expect(await (await createClient(app).get('/')).text()).toBe('ab');
    expect(tried).toEqual([expect.objectContaining({ code: 'session-sent' }), undefined]);
  });
});

describe('an answer without a session', () => {
  it('stays synchronous', () => {
    const app = around((_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return [encode('a')];
    });
    const body = app({ ...({} as AppEnviron) }, () => () => Promise.resolve());
    expect(Array.isArray(body)).toBe(true);
  });

  it('is not kept from caches', async () => {
    const client = createClient(around(view(() => text('a'))));
    expect((await client.get('/')).headers.get('Vary')).toBeUndefined();
  });
});
