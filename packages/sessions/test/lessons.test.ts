/** How sessions elsewhere have failed their users, and that these do not. */
import { temporaryFolder } from '@tsgi/harness';
import { redirect, stream, text, view } from '@tsgi/http';
import { createClient, createClock } from '@tsgi/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cookieStore } from '../src/cookie.ts';
import { fileStore } from '../src/file.ts';
import { type SessionStore, session } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { type AppEnviron, around, counting, gate, type Step, site, steps } from './site.ts';

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('lesson 9: a redirect is not answered before the save has ended', async () => {
  const { opened, open } = gate();
  const inner = memoryStore();
  const store: SessionStore = {
    ...inner,
    create: async (id, stored) => {
      await opened;
      await inner.create(id, stored);
    },
  };
  const app = around(
    view<AppEnviron>(async (request) => {
      const visitor = await session(request);
      if (request.path === '/') return text(String(visitor.get('n')));
      visitor.set('n', 1);
      return redirect('/');
    }),
    { store },
  );
  const client = createClient(app);
  let isAnswered = false;
  const answer = client.get('/login').finally(() => {
    isAnswered = true;
  });
  await turns();
  expect(isAnswered).toBe(false);
  open();
  expect((await answer).status).toBe(302);
  expect(await (await client.get('/')).text()).toBe('1');
});

describe('lesson 10: a slower request', () => {
  const slowSteps = (opened: Promise<void>): Record<string, Step> => ({
    ...steps,
    '/slow': async (s) => {
      s.set('slow', 1);
      await opened;
    },
    '/reads': async (s) => {
      await opened;
      return s.get('n');
    },
    '/keys': (s) => s.entries().map(([key]) => key),
  });

  it('does not bring back a session that was destroyed', async () => {
    const { opened, open } = gate();
    const client = createClient(site(slowSteps(opened)));
    await client.get('/set');
    const slow = client.get('/slow');
    await client.get('/logout');
    open();
    const late = await slow;
    expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ code: 'session-ended' })]);
    expect(late.headers.getAll('Set-Cookie')).toEqual([]);
    expect(await (await client.get('/get')).text()).toBe('undefined');
  });

  it('does not overwrite what a faster one has saved, nor what a login has', async () => {
    const { opened, open } = gate();
    const client = createClient(site(slowSteps(opened)));
    await client.get('/set');
    const slow = client.get('/slow');
    await client.get('/up');
    open();
    expect((await slow).status).toBe(200);
    expect(await (await client.get('/get')).text()).toBe('2');
    expect(await (await client.get('/keys')).text()).toBe('n,slow');
  });

  it('has nothing to say in the session behind a login', async () => {
    const { opened, open } = gate();
    const client = createClient(site(slowSteps(opened)));
    await client.get('/set');
    const [slow, reads] = [client.get('/slow'), client.get('/reads')];
    await client.get('/login');
    open();
    expect((await slow).status).toBe(409);
    expect(await (await reads).text()).toBe('1');
    expect(await (await client.get('/keys')).text()).toBe('n');
  });

  it('that only reads writes nothing', async () => {
    const { store, calls } = counting(memoryStore());
    const client = createClient(site(steps, { store }));
    await client.get('/set');
    for (let request = 0; request < 5; request++) await client.get('/get');
    expect(new Set(calls.slice(1))).toEqual(new Set(['load']));
  });

  it.each([
    ['memory', () => memoryStore()],
    ['files', () => fileStore(temporaryFolder(onTestFinished))],
  ])('of two hundred that each set a key of their own loses none, and no count, in %s', async (_, make) => {
    const setting: Step = async (s, request) => {
      await new Promise((resolve) => setImmediate(resolve));
      s.set(`key${request.query.get('at')}`, 1);
    };
    const all = { ...steps, '/key': setting, '/keys': ((s) => s.entries().length) satisfies Step };
    const client = createClient(site(all, { store: make() }));
    await client.get('/set');
    const keys = Array.from({ length: 200 }, (_, at) => client.get(`/key?at=${at}`));
    const ups = Array.from({ length: 20 }, () => client.get('/up'));
    const answers = await Promise.all([...keys, ...ups]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await (await client.get('/keys')).text()).toBe('201');
    expect(await (await client.get('/get')).text()).toBe('21');
  });
});

describe('lesson 11: the cookie', () => {
  it('goes from the browser with the session', async () => {
    const client = createClient(site(steps, { cookie: { path: '/', domain: 'localhost' } }));
    await client.get('/set');
    const logout = await client.get('/logout');
    expect(logout.headers.get('Set-Cookie')).toMatch(
      /^session=; Max-Age=0; Domain=localhost; Path=\/; Expires=Thu, 01/,
    );
    expect(client.cookies.names()).toEqual([]);
  });

  it('is not set on each request, whether it reads or writes', async () => {
    const client = createClient(site(steps));
    const cookies: number[] = [];
    for (const path of ['/set', '/get', '/up', '/set', '/get']) {
      cookies.push((await client.get(path)).headers.getAll('Set-Cookie').length);
    }
    expect(cookies).toEqual([1, 0, 0, 0, 0]);
  });
});

describe('lesson 12: the memory store', () => {
  it('keeps no more sessions than it may, and loses those first that were used least recently', async () => {
    const store = memoryStore({ most: 3 });
    const visitors = Array.from({ length: 5 }, () => createClient(site(steps, { store })));
    for (const visitor of visitors) {
      await visitor.get('/set');
      await visitors[0]?.get('/get');
    }
    const seen = await Promise.all(visitors.map(async (visitor) => (await visitor.get('/get')).text()));
    expect(seen).toEqual(['1', 'undefined', 'undefined', '1', '1']);
  });

  it('forgets what has expired, read or not', async () => {
    const clock = createClock();
    const store = memoryStore({ clock, most: 2 });
    const begin = async (id: string, seconds: number): Promise<void> => {
      const now = clock.now();
      await store.create(id, { values: {}, createdAt: now, expiresAt: now + seconds * 1000 });
    };
    await begin('used', 10_000);
    await begin('expired', 10);
    await store.load('used');
    await clock.advance(10_000);
    expect(await store.load('expired')).toBeUndefined();
    await begin('expired', 10);
    await store.load('used');
    await clock.advance(10_000);
    // Nobody asked for it again: it makes room all the same, where the least recently used would have gone.
    await begin('another', 10);
    expect(await store.load('used')).toBeDefined();
    expect(await store.load('another')).toBeDefined();
  });

  it.each([0, -1, 1.5, Number.NaN])('has room for a whole number of sessions, not %s', (most) => {
    expect(() => memoryStore({ most })).toThrow(expect.objectContaining({ code: 'session-options' }));
  });
});

describe('lesson 13: the cookie is not lost', () => {
  it('when the head is flushed early, and the body is streamed', async () => {
    const { opened, open } = gate();
    const app = around(
      view<AppEnviron>(async (request) => {
        const visitor = await session(request);
        if (request.path === '/get') return text(String(visitor.get('n')));
        visitor.set('n', 1);
        return stream(
          (async function* () {
            yield 'first';
            await opened;
            yield 'last';
          })(),
        );
      }),
    );
    const client = createClient(app);
    const response = await client.get('/set');
    expect(response.headers.getAll('Set-Cookie')).toHaveLength(1);
    // While the stream goes on, the next request has the session.
    expect(await (await client.get('/get')).text()).toBe('1');
    open();
    expect(await response.text()).toBe('firstlast');
  });

  it('when the handler throws', async () => {
    const client = createClient(
      site({
        ...steps,
        '/fail': (s) => {
          s.set('n', 7);
          throw new Error('boom');
        },
      }),
      { throwErrors: false },
    );
    const response = await client.get('/fail');
    expect(response.status).toBe(500);
    expect(response.headers.getAll('Set-Cookie')).toHaveLength(1);
    expect(await (await client.get('/get')).text()).toBe('7');
  });
});

describe('lesson 14', () => {
  it('the data is there under the new id, and the old id is dead at once', async () => {
    const client = createClient(
      site({
        ...steps,
        '/login': async (s) => {
          const before = s.id;
          s.set('user', 7);
          await s.regenerate();
          s.set('after', 8);
          return before === s.id;
        },
        '/all': (s) => JSON.stringify(s.entries()),
      }),
    );
    const Cookie = (await client.get('/set')).headers.get('Set-Cookie')?.split(';', 1).join() ?? '';
    const login = await client.get('/login');
    expect(await login.text()).toBe('false');
    expect(login.headers.getAll('Set-Cookie')).toHaveLength(1);
    const entries = [
      ['n', 1],
      ['user', 7],
      ['after', 8],
    ];
    expect(Object.fromEntries((await (await client.get('/all')).json()) as [])).toEqual(Object.fromEntries(entries));
    client.cookies.clear();
    expect(await (await client.get('/get', { headers: { Cookie } })).text()).toBe('undefined');
  });

  it('who asks at the same time gets the same session, loaded', async () => {
    const app = around(
      view<AppEnviron>(async (request) => {
        if (request.path === '/set') (await session(request)).set('n', 1);
        const both = await Promise.all([session(request), session(request)]);
        return text(`${both[0] === both[1]} ${both[1].get('n')}`);
      }),
    );
    const client = createClient(app);
    await client.get('/set');
    expect(await (await client.get('/')).text()).toBe('true 1');
  });

  it('a session too large for its cookie is refused by a code, and does not vanish', async () => {
    const client = createClient(
      site({ ...steps, '/big': (s) => s.set('big', 'x'.repeat(4096)) }, { store: cookieStore() }),
    );
    await client.get('/set');
    await expect(client.get('/big')).rejects.toMatchObject({ code: 'cookie-too-large' });
    expect(await (await client.get('/get')).text()).toBe('1');
  });

  it('needs no other middleware to read its cookie', async () => {
    const client = createClient(site(steps), { headers: { Cookie: 'a=b; theme="dark"; c=%zz' } });
    await client.get('/set');
    expect(await (await client.get('/get')).text()).toBe('1');
  });
});
