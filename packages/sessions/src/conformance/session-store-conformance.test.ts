/** The suite sees what a store does wrong: each of these breaks one rule. */
import { describe, expect, it } from 'vitest';
import { changeSession } from '../change-session.ts';
import { cookieStore } from '../cookie.ts';
import { memoryStore } from '../memory.ts';
import type { SealedStore } from '../sealed-store.ts';
import type { SessionChange, SessionStore, StoredSession } from '../session-store.ts';
import { type OpenedStore, type OpenStore, sessionStoreConformance } from './index.ts';

const guarantees = { atomic: true, shared: true, revocable: true };

/** The names of the cases that fail. */
async function failuresOf(open: OpenStore, declared = guarantees, deadline = 10_000): Promise<readonly string[]> {
  const cases: (readonly [name: string, run: () => Promise<void>])[] = [];
  sessionStoreConformance((name, run) => cases.push([name, run]), declared, open, { deadline });
  const failures: string[] = [];
  for (const [name, run] of cases) await run().catch(() => failures.push(name));
  return failures;
}

/** A store of one process that says it is shared, and is: both handles are on the same map. */
function twice(make: (inner: SessionStore) => Partial<SessionStore>): OpenStore {
  return () => {
    const inner = memoryStore();
    const store: SessionStore = { ...inner, guarantees, ...make(inner) };
    return { store, another: async () => store };
  };
}

function without(change: SessionChange, name: 'expect' | 'moveTo'): SessionChange {
  const { [name]: _, ...rest } = change;
  return rest;
}

/** Reads, changes and writes the whole session, as most stores elsewhere do. */
function careless(inner: SessionStore): Partial<SessionStore> {
  return {
    change: async (id, change) => {
      const changed = changeSession(await inner.load(id), change);
      if (changed.result !== 'saved') return changed.result;
      await new Promise((resolve) => setImmediate(resolve));
      await inner.destroy(id);
      await inner.create(change.moveTo ?? id, changed.session);
      return 'saved';
    },
  };
}

const mutants: readonly (readonly [
  what: string,
  make: (inner: SessionStore) => Partial<SessionStore>,
  seen: RegExp,
])[] = [
  ['declares less', () => ({ guarantees: { ...guarantees, atomic: false } }), /declares/],
  [
    'forgets when a session began',
    (inner) => ({ create: (id, session) => inner.create(id, { ...session, createdAt: 0 }) }),
    /with its times/,
  ],
  [
    'loses odd keys',
    (inner) => ({
      create: (id, session) => inner.create(id, { ...session, values: { ...session.values, id: '' } }),
    }),
    /any key/,
  ],
  [
    'loses large sessions',
    (inner) => ({
      create: (id, session) =>
        inner.create(id, JSON.stringify(session).length > 65_536 ? { ...session, values: {} } : session),
    }),
    /100 KiB/,
  ],
  [
    'has one session for all',
    (inner) => ({
      load: () => inner.load('a'),
      create: (_, session) => inner.create('a', session),
      change: (_, change) => inner.change('a', without(change, 'moveTo')),
      destroy: () => inner.destroy('a'),
    }),
    /apart/,
  ],
  [
    'creates what it is asked to change',
    (inner) => ({
      change: async (id, change) => {
        if ((await inner.load(id)) === undefined) await inner.create(id, empty(change));
        return inner.change(id, change);
      },
    }),
    /makes no session/,
  ],
  [
    'sets all there is',
    (inner) => ({ change: (id, change) => inner.change(id, { ...change, clear: true }) }),
    /no other/,
  ],
  ['clears nothing', (inner) => ({ change: (id, change) => inner.change(id, { ...change, clear: false }) }), /clears/],
  ['deletes nothing', (inner) => ({ change: (id, change) => inner.change(id, { ...change, delete: [] }) }), /no other/],
  [
    'leaves the expiry',
    (inner) => ({
      change: async (id, change) => {
        const { expiresAt: _, ...rest } = change;
        return inner.change(id, rest);
      },
    }),
    /moves the time of expiry/,
  ],
  [
    'has an expiry of its own for a change that names none',
    (inner) => ({ change: (id, change) => inner.change(id, { expiresAt: Date.now() + 1000, ...change }) }),
    /keeps the time of expiry/,
  ],
  [
    'expects nothing',
    (inner) => ({ change: (id, change) => inner.change(id, without(change, 'expect')) }),
    /changes nothing when another text/,
  ],
  [
    'never moves',
    (inner) => ({ change: (id, change) => inner.change(id, without(change, 'moveTo')) }),
    /under its new id/,
  ],
  [
    'keeps the old id',
    (inner) => ({
      change: async (id, change) => {
        const before = await inner.load(id);
        const result = await inner.change(id, change);
        if (before !== undefined && result === 'saved' && change.moveTo !== undefined) await inner.create(id, before);
        return result;
      },
    }),
    /under its new id alone/,
  ],
  ['destroys nothing', () => ({ destroy: () => Promise.resolve() }), /nothing left/],
  [
    'knows no expiry',
    (inner) => ({
      create: (id, session) => inner.create(id, { ...session, expiresAt: Number.MAX_SAFE_INTEGER }),
    }),
    /expired/,
  ],
  ['writes whole sessions', careless, /^atomic: keeps 200/],
  ['writes whole sessions', careless, /^atomic: lets one/],
  ['writes whole sessions', careless, /^atomic: loses no count/],
  ['writes whole sessions', careless, /^atomic: moves a session once/],
  ['writes whole sessions', careless, /^atomic, shared: keeps/],
  ['writes whole sessions', careless, /^revocable: .* destroyed/],
  ['writes whole sessions', careless, /^revocable: .* moves/],
];

function empty({ expiresAt = 0 }: SessionChange): StoredSession {
  return { values: {}, createdAt: 0, expiresAt };
}

describe('the contract of stores', () => {
  it('is kept by a store that does everything right', async () => {
    expect(await failuresOf(twice(() => ({})))).toEqual([]);
  });

  it.each(mutants)('is broken by a store that %s', async (_, make, seen) => {
    expect(await failuresOf(twice(make))).toContainEqual(expect.stringMatching(seen));
  });

  it('is broken by a store that says it is shared, and is not', async () => {
    const open = (): OpenedStore => {
      const store = (): SessionStore => ({ ...memoryStore(), guarantees });
      return { store: store(), another: async () => store() };
    };
    const failures = await failuresOf(open);
    expect(failures).toContainEqual(expect.stringMatching(/^shared: /));
    expect(failures).toContainEqual(expect.stringMatching(/^shared, revocable: /));
    expect(await failuresOf(() => ({ store: { ...memoryStore(), guarantees } }))).toContainEqual(
      expect.stringMatching(/^shared: /),
    );
  });

  it('asks no more than a store promises', async () => {
    const none = { atomic: false, shared: false, revocable: false };
    const open = (): OpenedStore => {
      const inner = memoryStore();
      return { store: { ...inner, ...careless(inner), guarantees: none } };
    };
    expect(await failuresOf(open, none)).toEqual([]);
  });

  it('is broken by a sealed store that opens what is not its own', async () => {
    const promised = { atomic: false, shared: true, revocable: false };
    const inner = cookieStore();
    const forgetful: SealedStore = {
      guarantees: promised,
      sealer: (secrets, name) => {
        const sealer = inner.sealer(secrets, name);
        return { ...sealer, seal: (session) => sealer.seal({ ...session, values: {} }) };
      },
    };
    const failures = await failuresOf(() => ({ store: forgetful, another: async () => forgetful }), promised);
    expect(failures).toContainEqual(expect.stringMatching(/with its times/));
  });

  it('closes what was opened, also when a store hangs', async () => {
    let [opened, closed] = [0, 0];
    const open = (): OpenedStore => {
      opened++;
      const store = { ...memoryStore(), load: () => new Promise<undefined>(() => undefined) };
      return { store, close: () => closed++ };
    };
    const none = { atomic: false, shared: false, revocable: false };
    expect(await failuresOf(open, none, 5)).toContainEqual(expect.stringMatching(/gives back/));
    expect(closed).toBe(opened);
  });
});
