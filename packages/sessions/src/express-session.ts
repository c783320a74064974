/** Sessions in any store made for `express-session`. */
import { type Clock, systemClock } from '@tsgi/http';
import { isPromiseLike } from '@tsgi/protocol';
import { changeSession } from './change-session.ts';
import type { ChangeResult, SessionChange, SessionStore, StoredSession } from './session-store.ts';
import { Turns } from './turns.ts';

/** What is used of a store for `express-session`. */
export interface ExpressSessionStore {
  get(id: string, callback: (error: unknown, session?: unknown) => void): unknown;
  set(id: string, session: ExpressSessionData, callback: (error?: unknown) => void): unknown;
  destroy(id: string, callback: (error?: unknown) => void): unknown;
}

/** What such a store is given to keep. It goes by the cookie's `expires`, and takes the rest as it is. */
export interface ExpressSessionData {
  readonly cookie: { readonly originalMaxAge: number; readonly expires: Date };
  readonly tsgi: StoredSession;
}

/** Options of {@link expressSessionStore}. */
export interface ExpressSessionStoreOptions {
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/**
 * Makes a store of one for `express-session`. Such a store takes whole sessions only: what it holds is read, changed and
 * written back. The requests of this process take turns at that; those of several can lose each other's changes, and
 * bring back what another one has destroyed.
 */
export function expressSessionStore(
  store: ExpressSessionStore,
  options: ExpressSessionStoreOptions = {},
): SessionStore {
  const { clock = systemClock } = options;
  const turns = new Turns();
  const load = async (id: string): Promise<StoredSession | undefined> => {
    const session = storedIn(await called((done) => store.get(id, done)));
    return session === undefined || session.expiresAt <= clock.now() ? undefined : session;
  };
  const save = async (id: string, session: StoredSession): Promise<void> => {
    const maxAge = session.expiresAt - clock.now();
    // Some stores keep what has expired, others refuse it.
    if (maxAge <= 0) await destroy(id);
    else {
      const cookie = { originalMaxAge: maxAge, expires: new Date(session.expiresAt) };
      await called((done) => store.set(id, { cookie, tsgi: session }, done));
    }
  };
  const destroy = async (id: string): Promise<void> => {
    await called((done) => store.destroy(id, done));
  };
  const change = async (id: string, wanted: SessionChange): Promise<ChangeResult> => {
    const changed = changeSession(await load(id), wanted);
    if (changed.result !== 'saved') return changed.result;
    const { moveTo } = wanted;
    // The old id first: a failure in between leaves no session rather than two.
    if (moveTo !== undefined) await destroy(id);
    await save(moveTo ?? id, changed.session);
    return 'saved';
  };
  return {
    guarantees: { atomic: false, shared: false, revocable: false },
    load,
    create: save,
    change: (id, wanted) => turns.take(id, () => change(id, wanted)),
    destroy: (id) => turns.take(id, () => destroy(id)),
  };
}

/** What a function gives its callback. One that throws, or is asynchronous and rejects, has failed too. */
function called(call: (done: (error?: unknown, result?: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = call((error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    });
    if (isPromiseLike(returned)) returned.then(undefined, reject);
  });
}

/** `undefined` for nothing, and for what another program has left under this id. */
function storedIn(session: unknown): StoredSession | undefined {
  if (typeof session !== 'object' || session === null || !('tsgi' in session)) return undefined;
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- written by this store alone
  return session.tsgi as StoredSession;
}
