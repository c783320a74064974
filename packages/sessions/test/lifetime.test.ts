import { createClient, createClock } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { cookieStore } from '../src/cookie.ts';
import type { SessionStore, SessionsOptions } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { counting, gate, type Step, site, steps } from './site.ts';

type Visitor = (path: string) => Promise<{ readonly text: string; readonly maxAge: string | undefined }>;

/** A visitor of a site whose time stands still until it is advanced. */
function visit(options: Partial<SessionsOptions> = {}, more: Readonly<Record<string, Step>> = {}) {
  const clock = createClock();
  const app = site({ ...steps, ...more }, { store: memoryStore({ clock }), clock, ...options });
  const client = createClient(app, { clock });
  const ask: Visitor = async (path) => {
    const response = await client.get(path);
    const cookie = response.headers.get('Set-Cookie');
    const maxAge = cookie === undefined ? undefined : (/Max-Age=(\d+)/.exec(cookie)?.[1] ?? 'browser');
    return { text: await response.text(), maxAge };
  };
  return { ask, advance: (seconds: number) => clock.advance(seconds * 1000), client, app };
}

describe.each([
  ['memory', {}],
  ['cookie', { store: cookieStore() }],
])('a session, kept in a store of the kind %s,', (_, store) => {
  it('ends when it has been idle for so long', async () => {
    const { ask, advance } = visit({ idle: 100, ...store });
    expect((await ask('/set')).maxAge).toBe('100');
    await advance(99);
    expect((await ask('/get')).text).toBe('1');
    await advance(99);
    expect((await ask('/get')).text).toBe('1');
    await advance(100);
    expect((await ask('/get')).text).toBe('undefined');
  });

  it('ends at its absolute age, however busy', async () => {
    const { ask, advance } = visit({ idle: 100, absolute: 250, ...store });
    await ask('/set');
    const seen: string[] = [];
    for (let time = 0; time < 300; time += 60) {
      await advance(60);
      seen.push((await ask('/get')).text);
    }
    expect(seen).toEqual(['1', '1', '1', '1', 'undefined']);
  });

  it('keeps its absolute age over a login', async () => {
    const { ask, advance } = visit({ idle: 1000, absolute: 250, ...store });
    await ask('/set');
    await advance(200);
    expect((await ask('/login')).maxAge).toBe('50');
    await advance(50);
    expect((await ask('/get')).text).toBe('undefined');
  });

  it('lives as long as expiresIn says, and so does its cookie', async () => {
    const { ask, advance } = visit(
      { idle: 100, ...store },
      { '/remember': (s) => s.expiresIn(1000), '/clear': (s) => s.clear() },
    );
    await ask('/set');
    expect((await ask('/remember')).maxAge).toBe('1000');
    await advance(500);
    expect((await ask('/get')).maxAge).toBe('1000');
    await ask('/clear');
    await ask('/set');
    await advance(999);
    expect((await ask('/get')).text).toBe('1');
    await advance(1000);
    expect((await ask('/get')).text).toBe('undefined');
  });
});

describe('a session', () => {
  it('is written, with its cookie, when a tenth of its idle time has gone, and not before', async () => {
    const clock = createClock();
    const { store, calls } = counting(memoryStore({ clock }));
    const writes = (): number => calls.filter((call) => call === 'change').length;
    const client = createClient(site(steps, { store, clock, idle: 100 }), { clock });
    await client.get('/set');
    await clock.advance(10_000);
    expect((await client.get('/get')).headers.getAll('Set-Cookie')).toEqual([]);
    expect(writes()).toBe(0);
    await clock.advance(1000);
    expect((await client.get('/get')).headers.get('Set-Cookie')).toContain('Max-Age=100');
    expect(writes()).toBe(1);
    await client.get('/get');
    expect(writes()).toBe(1);
  });

  it('of the browser has a cookie that goes with it, and ends when idle all the same', async () => {
    const { ask, advance } = visit({ idle: 100, browserSession: true });
    expect((await ask('/set')).maxAge).toBe('browser');
    await advance(90);
    expect(await ask('/get')).toEqual({ text: '1', maxAge: undefined });
    await advance(100);
    expect((await ask('/get')).text).toBe('undefined');
  });

  it('goes with the browser, or stays, as expiresIn says', async () => {
    const kept = { '/keep': ((s) => s.expiresIn(50)) as Step, '/drop': ((s) => s.expiresIn('browser')) as Step };
    const one = visit({ idle: 100, browserSession: true }, kept);
    await one.ask('/set');
    expect((await one.ask('/keep')).maxAge).toBe('50');
    const other = visit({ idle: 100 }, kept);
    await other.ask('/set');
    expect((await other.ask('/drop')).maxAge).toBe('browser');
    expect((await other.ask('/get')).maxAge).toBeUndefined();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('cannot live for %s seconds', async (seconds) => {
    const { ask } = visit({}, { '/': (s) => s.expiresIn(seconds) });
    await expect(ask('/')).rejects.toMatchObject({ code: 'session-options' });
  });

  it('is given no cookie by expiresIn as long as there is nothing in it', async () => {
    const { ask } = visit({}, { '/remember': (s) => s.expiresIn(60) });
    expect((await ask('/remember')).maxAge).toBeUndefined();
  });
});

describe('a page that only reads, once its visit has to be noted,', () => {
  it.each(['/logout', '/login'])('is answered while %s ends the session it has read', async (ending) => {
    const { opened, open } = gate();
    const reads: Step = async (s) => {
      await opened;
      return s.get('n');
    };
    const { client, advance } = visit({ idle: 100 }, { '/reads': reads });
    await client.get('/set');
    await advance(20);
    const reading = client.get('/reads');
    await client.get(ending);
    open();
    const { status, headers } = await reading;
    expect([status, await (await reading).text(), headers.getAll('Set-Cookie')]).toEqual([200, '1', []]);
    expect(await (await client.get('/get')).text()).toBe(ending === '/login' ? '1' : 'undefined');
  });
});

describe('what expiresIn says', () => {
  it.each([
    ['sets a value', 0, (s) => s.set('m', 1)],
    ['sets a value, when its visit has to be noted', 200_000, (s) => s.set('m', 1)],
    ['clears the session', 0, (s) => s.clear()],
    ['only reads, when its visit has to be noted', 200_000, (s) => s.get('n')],
    ['updates a value', 0, (s) => s.update('n', (n = 0) => n + 1)],
    ['has a login', 200_000, (s) => s.regenerate()],
  ] as readonly (readonly [string, number, Step])[])('holds over a slower request that %s', async (_, idle, step) => {
    const { opened, open } = gate();
    const slow: Step = async (s, request) => {
      await opened;
      await step(s, request);
    };
    const { app, advance } = visit({}, { '/slow': slow, '/short': (s) => s.expiresIn(60) });
    // It keeps a cookie for longer than the cookie says.
    const client = createClient(app);
    await client.get('/set');
    await advance(idle);
    const slower = client.get('/slow');
    await client.get('/short');
    open();
    expect((await slower).status).toBe(200);
    await advance(50);
    expect(await (await client.get('/id')).text()).not.toBe('undefined');
    await advance(3600);
    expect(await (await client.get('/id')).text()).toBe('undefined');
  });

  it('is the last word of two that say something', async () => {
    const { opened, open } = gate();
    const slow: Step = async (s) => {
      await opened;
      s.clear();
      s.set('n', 2);
      s.expiresIn(100);
    };
    const { app, advance } = visit({}, { '/slow': slow, '/short': (s) => s.expiresIn(60) });
    const client = createClient(app);
    await client.get('/set');
    const slower = client.get('/slow');
    await client.get('/short');
    open();
    expect((await slower).status).toBe(200);
    await advance(99);
    expect(await (await client.get('/get')).text()).toBe('2');
    await advance(100);
    expect(await (await client.get('/get')).text()).toBe('undefined');
  });

  it('is no reason to save a session that another request ends meanwhile', async () => {
    const clock = createClock();
    const inner = memoryStore({ clock });
    let isEnding = false;
    const store: SessionStore = {
      ...inner,
      change: async (id, change) => {
        if (!isEnding) return inner.change(id, change);
        await inner.destroy(id);
        return 'conflict';
      },
    };
    const client = createClient(site({ ...steps, '/clear': (s) => s.clear() }, { store, clock }), { clock });
    await client.get('/set');
    isEnding = true;
    expect((await client.get('/clear')).status).toBe(409);
  });
});
