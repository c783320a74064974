import { createClock } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type ExpressSessionData, type ExpressSessionStore, expressSessionStore } from './express-session.ts';

const change = { set: { n: '2' }, delete: [], clear: false };

/** A store as others make them, that lists what it is told to do. */
function fakeStore(): ExpressSessionStore & {
  readonly kept: Map<string, ExpressSessionData>;
  readonly steps: string[];
} {
  const kept = new Map<string, ExpressSessionData>();
  const steps: string[] = [];
  return {
    kept,
    steps,
    get: (id, callback) => setImmediate(() => callback(null, kept.get(id))),
    set: (id, session, callback) => {
      steps.push(`set ${id}`);
      kept.set(id, session);
      setImmediate(callback);
    },
    destroy: (id, callback) => {
      steps.push(`destroy ${id}`);
      kept.delete(id);
      setImmediate(callback);
    },
  };
}

describe('expressSessionStore', () => {
  it('gives the store what it goes by: a cookie with its time', async () => {
    const clock = createClock();
    const inner = fakeStore();
    const expiresAt = clock.now() + 60_000;
    await expressSessionStore(inner, { clock }).create('a', { values: { n: '1' }, createdAt: 1, expiresAt });
    expect(inner.kept.get('a')).toEqual({
      cookie: { originalMaxAge: 60_000, expires: new Date(expiresAt) },
      tsgi: { values: { n: '1' }, createdAt: 1, expiresAt },
    });
  });

  it('has the old id gone before there is a new one', async () => {
    const inner = fakeStore();
    const store = expressSessionStore(inner);
    const expiresAt = Date.now() + 60_000;
    await store.create('a', { values: {}, createdAt: 1, expiresAt });
    expect(await store.change('a', { ...change, expiresAt, moveTo: 'b' })).toBe('saved');
    expect(inner.steps).toEqual(['set a', 'destroy a', 'set b']);
  });

  it('loses no change of this process, nor brings back what it destroys', async () => {
    const store = expressSessionStore(fakeStore());
    const expiresAt = Date.now() + 60_000;
    await store.create('a', { values: {}, createdAt: 1, expiresAt });
    const keys = Array.from({ length: 50 }, (_, at) => `key${at}`);
    await Promise.all(keys.map((key) => store.change('a', { ...change, set: { [key]: '1' }, expiresAt })));
    expect(Object.keys((await store.load('a'))?.values ?? {})).toEqual(keys);
    const late = store.change('a', { ...change, expiresAt });
    await Promise.all([late, store.destroy('a'), store.change('a', { ...change, expiresAt })]);
    expect(await store.load('a')).toBeUndefined();
  });

  it.each([undefined, null, 'text', { cookie: {}, userId: 7 }])('takes no session of others: %o', async (session) => {
    const store = expressSessionStore({ ...fakeStore(), get: (_, callback) => callback(null, session) });
    expect(await store.load('a')).toBeUndefined();
    expect(await store.change('a', { ...change, expiresAt: 1 })).toBe('gone');
  });

  it.each<readonly [string, ExpressSessionStore['get']]>([
    ['says so', (_, callback) => callback(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('fails when the store %s', async (_, get) => {
    await expect(expressSessionStore({ ...fakeStore(), get }).load('a')).rejects.toThrow('down');
  });
});
