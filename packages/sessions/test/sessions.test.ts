import { tmpdir } from 'node:os';
import { HttpRequest, onLogin } from '@tsgi/http';
import { createClient, createEnviron } from '@tsgi/testing';
import { MemoryStore } from 'express-session';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cookieStore } from '../src/cookie.ts';
import { expressSessionStore } from '../src/express-session.ts';
import { fileStore } from '../src/file.ts';
import { type SessionStore, session, sessionContext, sessions } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { type AppEnviron, counting, gate, type Step, secret, site, steps } from './site.ts';

afterEach(() => vi.unstubAllEnvs());

const failing: SessionStore = {
  guarantees: { atomic: true, shared: true, revocable: true },
  load: () => Promise.reject(new Error('down')),
  create: () => Promise.reject(new Error('down')),
  change: () => Promise.reject(new Error('down')),
  destroy: () => Promise.reject(new Error('down')),
};

describe('sessions', () => {
  it('remembers, without a cookie for who has nothing to remember', async () => {
    const client = createClient(site(steps));
    const empty = await client.get('/get');
    expect(empty.headers.getAll('Set-Cookie')).toEqual([]);
    expect(empty.headers.get('Vary')).toBe('Cookie');
    expect((await client.get('/')).headers.get('Vary')).toBeUndefined();
    const set = await client.get('/set');
    expect(set.headers.get('Set-Cookie')).toMatch(/^session=.+; Max-Age=1209600; .*HttpOnly; SameSite=Lax$/);
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('reads, lists, deletes and clears', async () => {
    const seen: unknown[] = [];
    const client = createClient(
      site({
        '/fill': (s) => {
          s.set('n', 1);
          s.set('list', [{ a: null }]);
          s.flash('info', 'hidden');
          seen.push(s.has('n'), s.has('m'), s.entries());
        },
        '/delete': (s) => {
          s.delete('n');
          s.delete('never');
          seen.push(s.has('n'), s.get('n'));
        },
        '/clear': (s) => {
          s.set('n', 2);
          s.clear();
          s.delete('list');
          s.set('m', 3);
          seen.push(s.entries());
        },
        '/read': (s) => seen.push(s.entries()),
      }),
    );
    for (const path of ['/fill', '/delete', '/read', '/clear', '/read']) await client.get(path);
    const list = ['list', [{ a: null }]];
    expect(seen).toEqual([true, false, [['n', 1], list], false, undefined, [list], [['m', 3]], [['m', 3]]]);
  });

  it('gives copies: what is done to a value is no change of the session', async () => {
    const client = createClient(
      site({
        '/set': (s) => s.set('list', [1]),
        '/touch': (s) => (s.get('list') as number[]).push(2),
        '/get': (s) => s.get('list'),
      }),
    );
    await client.get('/set');
    await client.get('/touch');
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('names its cookie __Host- on https, __Secure- where it has a path, and marks it Secure', async () => {
    const options = { origin: 'https://localhost' };
    const plain = createClient(site(steps), options);
    expect((await plain.get('/set')).headers.get('Set-Cookie')).toMatch(/^__Host-session=.*; Secure/);
    expect(await (await plain.get('/get')).text()).toBe('1');
    expect((await plain.get('/logout')).headers.get('Set-Cookie')).toMatch(/^__Host-session=;.*; Secure/);
    const below = createClient(site(steps, { cookie: { name: 'sid', path: '/a' } }), options);
    expect((await below.get('/set')).headers.get('Set-Cookie')).toMatch(/^__Secure-sid=.*; Path=\/a;.*; Secure/);
  });

  it('adopts no id that it does not know, and none that was tampered with', async () => {
    const { store, calls } = counting(memoryStore());
    const asks: Readonly<Record<string, Step>> = { ...steps, '/new': (s) => `${s.isNew} ${s.id === undefined}` };
    const app = site(asks, { store });
    const ask = async (Cookie: string): Promise<string> =>
      (await createClient(app, { headers: { Cookie } }).get('/new')).text();
    const header = (await createClient(app).get('/set')).headers.get('Set-Cookie')?.split(';')[0] ?? '';
    expect(await ask(header)).toBe('false false');
    expect(calls).toEqual(['create', 'load']);
    const unsigned = header.slice(0, header.indexOf('.'));
    for (const Cookie of [`${header}x`, header.slice(0, -1), unsigned, 'session=', 'session=.', 'session=a.b']) {
      expect(await ask(Cookie)).toBe('true true');
    }
    expect(calls).toEqual(['create', 'load']);
    // Signed, and of no session: the visitor gets another id.
    const unknown = createClient(site(asks), { headers: { Cookie: header } });
    expect(await (await unknown.get('/new')).text()).toBe('true true');
    expect((await unknown.get('/set')).headers.get('Set-Cookie')).not.toContain(unsigned.slice('session='.length));
  });

  it('keeps hashes of ids in the store: what it holds opens no session', async () => {
    const ids: string[] = [];
    const inner = memoryStore();
    const store: SessionStore = {
      ...inner,
      create: (id, session) => {
        ids.push(id);
        return inner.create(id, session);
      },
    };
    const client = createClient(site(steps, { store }));
    const cookie = (await client.get('/set')).headers.get('Set-Cookie') ?? '';
    const sent = cookie.slice('session='.length, cookie.indexOf('.'));
    expect(Buffer.from(sent, 'base64url')).toHaveLength(24);
    expect(ids).toHaveLength(1);
    expect(cookie).not.toContain(ids[0]);
    expect(await (await client.get('/id')).text()).toBe(ids[0]);
  });

  it('announces logins and logouts', async () => {
    const events: string[] = [];
    const client = createClient(
      site({
        '/': async (s, request) => {
          onLogin(request.environ, (event) => events.push(event));
          await s.regenerate();
          await s.destroy();
        },
      }),
    );
    await client.get('/');
    expect(events).toEqual(['login', 'logout']);
  });

  it('begins another session with what is set behind destroy', async () => {
    const client = createClient(
      site({
        ...steps,
        '/again': async (s) => {
          const before = s.id;
          await s.destroy();
          const between = [s.id, s.isNew, s.get('n')];
          s.set('n', 9);
          return JSON.stringify([before === undefined, ...between]);
        },
      }),
    );
    await client.get('/set');
    const id = await (await client.get('/id')).text();
    expect(await (await client.get('/again')).json()).toEqual([false, null, true, null]);
    expect(await (await client.get('/get')).text()).toBe('9');
    expect(await (await client.get('/id')).text()).not.toBe(id);
  });

  it('refuses what is not JSON, and keys of its own', async () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const client = createClient(
      site({
        '/': (s) => {
          const values: unknown[] = [
            undefined,
            new Date(0),
            Number.NaN,
            new Map(),
            [undefined],
            1n,
            cyclic,
            { a: () => 1 },
          ];
          for (const value of [...values, { [Symbol('s')]: 1 }, { toJSON: 1 }]) {
            expect(() => s.set('x', value)).toThrow(expect.objectContaining({ code: 'session-value' }));
          }
          for (const key of ['', '__proto__', 'tsgi:x', 'a\0', '\ud800']) {
            expect(() => s.set(key, 1)).toThrow(expect.objectContaining({ code: 'session-key' }));
          }
          s.set('x', [null, true, 'text', 1.5, { a: Object.create(null) as unknown }]);
        },
      }),
    );
    await client.get('/');
  });

  it('refuses an update to what is not JSON, and keeps what was there', async () => {
    const client = createClient(
      site({
        ...steps,
        '/wrong': async (s) => {
          await expect(s.update('n', () => Number.NaN)).rejects.toMatchObject({ code: 'session-value' });
        },
      }),
    );
    await client.get('/set');
    await client.get('/wrong');
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('does nothing but wait for whoever asks twice', async () => {
    const { store, calls } = counting(memoryStore());
    const client = createClient(site(steps, { store }));
    await client.get('/set');
    await client.get('/get');
    await client.get('/');
    expect(calls).toEqual(['create', 'load']);
  });
});

describe('secrets', () => {
  const old = 'the secret before, of thirty-two bytes or more';

  it.each([
    ['an id', memoryStore()],
    ['a session', cookieStore()],
  ])('rotate, for a cookie that carries %s: the first makes cookies, all are accepted', async (_, store) => {
    const headers = { Cookie: '' };
    const ask = async (path: string, secrets: string | string[]): Promise<string> => {
      const response = await createClient(site(steps, { store, secret: secrets }), { headers }).get(path);
      const set = response.headers.get('Set-Cookie');
      if (set !== undefined) headers.Cookie = set.split(';', 1).join();
      return response.text();
    };
    await ask('/set', old);
    expect(await ask('/get', [secret, old])).toBe('1');
    expect(await ask('/get', secret)).toBe('undefined');
    await ask('/login', [secret, old]);
    expect(await ask('/get', secret)).toBe('1');
    expect(await ask('/get', [old, secret])).toBe('1');
    expect(await ask('/get', old)).toBe('undefined');
  });

  it.each([
    ['memory', memoryStore()],
    ['cookie', cookieStore()],
  ])('of fewer than 32 bytes are refused, as are none at all (%s)', (_, store) => {
    for (const wrong of ['x'.repeat(31), ['x'.repeat(32), 'x'.repeat(31)], new Uint8Array(31), []]) {
      expect(() => sessions({ store, secret: wrong })).toThrow(expect.objectContaining({ code: 'secret-invalid' }));
    }
    for (const right of ['x'.repeat(32), new Uint8Array(32)]) sessions({ store, secret: right });
  });

  it('never reach the log or an error page', async () => {
    const client = createClient(site(steps, { store: failing }), { throwErrors: false });
    const response = await client.get('/set');
    expect(response.status).toBe(503);
    expect(response.log).not.toContain(secret);
    expect(await response.text()).not.toMatch(/down|secret/);
  });

  it.each(['load', 'create', 'change'] as const)('nor do values in the error of a %s', async (broken) => {
    const inner = memoryStore();
    const fail = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('down'), { command: { args: ['"hunter2"'] } }));
    let store: SessionStore = inner;
    const through: SessionStore = {
      guarantees: inner.guarantees,
      load: (id) => store.load(id),
      create: (id, session) => store.create(id, session),
      change: (id, change) => store.change(id, change),
      destroy: (id) => store.destroy(id),
    };
    const client = createClient(site(steps, { store: through }), { throwErrors: false });
    if (broken !== 'create') await client.get('/set');
    store = { ...inner, [broken]: fail };
    for (const path of ['/set', ...(broken === 'create' ? [] : ['/up', '/login'])]) {
      const response = await client.get(path);
      expect([response.status, response.log]).toEqual([503, expect.stringContaining('Error: down')]);
      expect(response.log + (await response.text())).not.toContain('hunter2');
    }
  });
});

describe('options', () => {
  it.each([{ idle: 0 }, { absolute: -1 }, { patience: Number.NaN }, { idle: Number.POSITIVE_INFINITY }])(
    'of no sense are refused: %o',
    (options) => {
      expect(() => sessions({ store: memoryStore(), secret, ...options })).toThrow(
        expect.objectContaining({ code: 'session-options' }),
      );
    },
  );

  it('that no cookie can have are refused', () => {
    const cookie = { name: 'a b' };
    expect(() => sessions({ store: memoryStore(), secret, cookie })).toThrow(
      expect.objectContaining({ code: 'cookie-invalid' }),
    );
  });
});

describe('a store that is down', () => {
  it('is a 503 where a session is needed, at the load and at the save, and logged; other pages go on', async () => {
    const working = memoryStore();
    let isDown = false;
    const store: SessionStore = {
      guarantees: working.guarantees,
      load: (id) => (isDown ? failing : working).load(id),
      create: (id, session) => (isDown ? failing : working).create(id, session),
      change: (id, change) => (isDown ? failing : working).change(id, change),
      destroy: (id) => (isDown ? failing : working).destroy(id),
    };
    const app = site(
      {
        ...steps,
        '/lost': (s) => {
          isDown = true;
          s.set('n', 2);
        },
      },
      { store },
    );
    const client = createClient(app, { throwErrors: false });
    await client.get('/set');
    const saving = await client.get('/lost');
    const loading = await client.get('/get');
    const creating = await createClient(app, { throwErrors: false }).get('/set');
    for (const response of [saving, loading, creating]) {
      expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
      expect(await response.json()).toMatchObject({ code: 'session-unavailable' });
      expect(response.headers.get('Vary')).toContain('Cookie');
      expect(response.headers.get('Set-Cookie')).toBeUndefined();
      expect(response.log).toContain('Error: down');
    }
    expect((await client.get('/')).status).toBe(200);
    isDown = false;
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('is one that throws, or does not answer in time', async () => {
    const { opened, open } = gate();
    const throwing = (): never => {
      throw new Error('down');
    };
    const slow = { ...failing, create: () => opened };
    for (const store of [{ ...failing, create: throwing }, slow]) {
      const client = createClient(site(steps, { store, patience: 0.01 }), { throwErrors: false });
      expect((await client.get('/set')).status).toBe(503);
    }
    open();
  });

  it('keeps what was changed when a view catches the failure of regenerate', async () => {
    const working = memoryStore();
    let failures = 1;
    const store: SessionStore = {
      ...working,
      change: (id, change) => (failures-- > 0 ? failing : working).change(id, change),
    };
    const client = createClient(
      site(
        {
          ...steps,
          '/try': async (s) => {
            s.set('n', 2);
            s.set('m', 1);
            s.delete('m');
            await expect(s.regenerate()).rejects.toMatchObject({ code: 'session-unavailable' });
          },
        },
        { store },
      ),
    );
    await client.get('/set');
    expect((await client.get('/try')).status).toBe(200);
    expect(await (await client.get('/get')).text()).toBe('2');
  });

  it('is an error of the code where it breaks by a change that cannot be made', async () => {
    const client = createClient(site({ '/': (s) => s.set('x', 'x'.repeat(5000)) }, { store: cookieStore() }));
    await expect(client.get('/')).rejects.toMatchObject({ code: 'cookie-too-large' });
  });
});

describe('a store', () => {
  it.each<[string, unknown, RegExp]>([
    ['that was not made', memoryStore, /a function: call it/],
    ['without a method', { ...failing, change: undefined }, /load, create, change, destroy/],
    ['that is none', undefined, /memoryStore\(\)/],
  ])('%s is refused when the stack is made', (_, store, said) => {
    expect(() => void Reflect.apply(sessions, undefined, [{ store, secret }])).toThrow(
      expect.objectContaining({ code: 'session-options', message: expect.stringMatching(said) as string }),
    );
  });

  it('is missed with the name of what provides it', () => {
    expect(() => void Reflect.apply(session, undefined, [new HttpRequest(createEnviron())])).toThrow(
      expect.objectContaining({ code: 'not-provided', message: expect.stringContaining('sessions(...)') as string }),
    );
  });
});

describe('in production', () => {
  it.each([
    ['memory', memoryStore, 'The store of sessions is not shared: the README of @tsgi/sessions says which one is\n'],
    [
      'cookie',
      cookieStore,
      'The store of sessions is not atomic, not revocable: the README of @tsgi/sessions says which one is\n',
    ],
    [
      'file',
      () => fileStore(tmpdir()),
      'The store of sessions is not shared: the README of @tsgi/sessions says which one is\n',
    ],
    [
      'express-session',
      () => expressSessionStore(new MemoryStore()),
      'The store of sessions is not atomic, not shared, not revocable: the README of @tsgi/sessions says which one is\n',
    ],
    ['a store that promises all', () => failing, ''],
  ])('says once what a store does not promise: %s', async (_, make, said) => {
    vi.stubEnv('NODE_ENV', 'production');
    const client = createClient(site(steps, { store: make() }));
    const logs = [(await client.get('/')).log, (await client.get('/')).log, (await client.get('/')).log];
    expect(logs).toEqual([said, '', '']);
  });

  it('alone', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    expect((await createClient(site(steps)).get('/')).log).toBe('');
  });
});

describe('messages', () => {
  it('are kept until they are read, in the order in which they came, with their levels and tags', async () => {
    const client = createClient(
      site({
        '/flash': (s) => {
          s.flash('success', 'one');
          s.flash('error', 'two', { tags: ['big'] });
        },
        '/more': (s) => s.flash('info', 'three'),
        '/read': (s) => JSON.stringify([s.messages(), s.messages()]),
      }),
    );
    await client.get('/flash');
    await client.get('/');
    await client.get('/more');
    const messages = [
      { level: 'success', text: 'one', tags: [] },
      { level: 'error', text: 'two', tags: ['big'] },
      { level: 'info', text: 'three', tags: [] },
    ];
    expect(await (await client.get('/read')).json()).toEqual([messages, []]);
    expect(await (await client.get('/read')).json()).toEqual([[], []]);
  });

  it('of two requests at the same time are both kept', async () => {
    const client = createClient(
      site({
        ...steps,
        '/flash': (s, request) => s.flash('info', request.query.get('text') ?? ''),
        '/read': (s) => s.messages().map((message) => message.text),
      }),
    );
    await client.get('/set');
    await Promise.all([client.get('/flash?text=a'), client.get('/flash?text=b')]);
    expect((await (await client.get('/read')).text()).split(',').sort()).toEqual(['a', 'b']);
  });

  it('can be shown by the request that leaves them', async () => {
    const client = createClient(
      site({
        '/': (s) => {
          s.flash('info', 'now');
          return s.messages().map((message) => message.text);
        },
        '/read': (s) => s.messages().length,
      }),
    );
    const response = await client.get('/');
    expect(await response.text()).toBe('now');
    expect(response.headers.getAll('Set-Cookie')).toEqual([]);
    expect(await (await client.get('/read')).text()).toBe('0');
  });

  it('are there for templates, and load no session that no template asks for', async () => {
    const seen: unknown[] = [];
    const context = (request: HttpRequest<AppEnviron>): ReturnType<typeof sessionContext> => sessionContext(request);
    const client = createClient(
      site({
        '/flash': (s) => s.flash('info', 'hello'),
        '/page': async (_, request) => seen.push(await (await context(request)).messages()),
      }),
    );
    await client.get('/flash');
    await client.get('/page');
    expect(seen).toEqual([[{ level: 'info', text: 'hello', tags: [] }]]);
    const load = (): never => {
      throw new Error('loaded');
    };
    expect(() => sessionContext(new HttpRequest({ ...createEnviron(), 'tsgi.session': { load } }))).not.toThrow();
  });
});

describe('the test cookie', () => {
  it('tells, at the next request, whether the browser keeps cookies', async () => {
    const app = site({
      '/form': (s) => {
        s.setTestCookie();
        return s.testCookieWorked();
      },
      '/login': (s) => {
        const worked = s.testCookieWorked();
        if (worked) s.deleteTestCookie();
        return worked;
      },
    });
    const client = createClient(app);
    const ask = async (path: string): Promise<string> => (await client.get(path)).text();
    expect([await ask('/form'), await ask('/login'), await ask('/login')]).toEqual(['false', 'true', 'false']);
    await ask('/form');
    client.cookies.clear();
    expect(await ask('/login')).toBe('false');
  });
});

describe('update', () => {
  it('of a session that was destroyed meanwhile is refused, as is a login', async () => {
    const { opened, open } = gate();
    const client = createClient(
      site({
        ...steps,
        '/slow': async (s) => {
          await opened;
          await expect(s.update('n', (n = 0) => n + 1)).rejects.toMatchObject({ status: 409, code: 'session-ended' });
          await expect(s.regenerate()).rejects.toMatchObject({ status: 409, code: 'session-ended' });
        },
      }),
    );
    await client.get('/set');
    const slow = client.get('/slow');
    await client.get('/logout');
    open();
    expect((await slow).status).toBe(200);
    expect(await (await client.get('/get')).text()).toBe('undefined');
  });

  it('runs again on what is there when another request was faster, even when that is nothing', async () => {
    const { opened, open } = gate();
    const seen: unknown[] = [];
    const client = createClient(
      site({
        ...steps,
        '/delete': (s) => s.delete('n'),
        '/other': (s) => s.set('m', 1),
        '/slow': async (s) => {
          await opened;
          return s.update('n', (n) => {
            seen.push(n);
            return 9;
          });
        },
      }),
    );
    await client.get('/set');
    await client.get('/other');
    const slow = client.get('/slow');
    await client.get('/delete');
    open();
    expect(await (await slow).text()).toBe('9');
    expect(seen).toEqual([1, undefined]);
    expect(await (await client.get('/get')).text()).toBe('9');
  });

  it('refused because the session ended between two tries is a 409', async () => {
    const inner = memoryStore();
    const store: SessionStore = {
      ...inner,
      change: async (id) => {
        await inner.destroy(id);
        return 'conflict';
      },
    };
    const client = createClient(site(steps, { store }), { throwErrors: false });
    await client.get('/set');
    expect((await client.get('/up')).status).toBe(409);
  });

  it('works on a session in a cookie, and sends it', async () => {
    const client = createClient(site(steps, { store: cookieStore() }));
    for (const path of ['/set', '/up', '/up']) {
      expect((await client.get(path)).headers.getAll('Set-Cookie')).toHaveLength(1);
    }
    expect((await client.get('/get')).headers.getAll('Set-Cookie')).toEqual([]);
    expect(await (await client.get('/get')).text()).toBe('3');
    expect((await client.get('/logout')).headers.get('Set-Cookie')).toContain('Max-Age=0');
    expect(await (await client.get('/get')).text()).toBe('undefined');
  });
});
