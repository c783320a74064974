/** Sessions in this process's memory: for development, tests, and sites of one process that may forget. */
import { type Clock, systemClock } from '@tsgi/http';
import { changeSession } from './change-session.ts';
import { SessionError } from './session-error.ts';
import type { ChangeResult, SessionChange, SessionStore, StoredSession } from './session-store.ts';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /**
   * The most sessions to keep; beyond, the one that was used least recently goes.
   * @default 100_000
   */
  readonly most?: number;
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/**
 * Makes a store that is lost with its process. Bounded: what has expired goes, and so does the least recently used.
 * @throws SessionError `session-options` when `most` is not a whole number from 1
 */
export function memoryStore({ most = 100_000, clock = systemClock }: MemoryStoreOptions = {}): SessionStore {
  if (!Number.isSafeInteger(most) || most < 1) {
    throw new SessionError('session-options', `most is a whole number from 1, not ${most}`);
  }
  // In the order of their last use.
  const sessions = new Map<string, StoredSession>();
  const find = (id: string): StoredSession | undefined => {
    const session = sessions.get(id);
    if (session === undefined) return undefined;
    sessions.delete(id);
    if (session.expiresAt <= clock.now()) return undefined;
    sessions.set(id, session);
    return session;
  };
  const change = (id: string, wanted: SessionChange): ChangeResult => {
    const changed = changeSession(find(id), wanted);
    if (changed.result !== 'saved') return changed.result;
    const { moveTo } = wanted;
    if (moveTo !== undefined) sessions.delete(id);
    sessions.set(moveTo ?? id, changed.session);
    return 'saved';
  };
  return {
    guarantees: { atomic: true, shared: false, revocable: true },
    load: (id) => Promise.resolve(find(id)),
    create: (id, session) => {
      prune(sessions, clock.now());
      const [oldest] = sessions.keys();
      if (oldest !== undefined && sessions.size >= most) sessions.delete(oldest);
      sessions.set(id, session);
      return Promise.resolve();
    },
    change: (id, wanted) => Promise.resolve(change(id, wanted)),
    destroy: (id) => {
      sessions.delete(id);
      return Promise.resolve();
    },
  };
}

// A new session looks at the two that were used least recently: more go than come, and no timer is needed.
const LOOKED_AT = 2;

function prune(sessions: Map<string, StoredSession>, now: number): void {
  let looked = 0;
  for (const [id, { expiresAt }] of sessions) {
    if (looked++ === LOOKED_AT) return;
    if (expiresAt <= now) sessions.delete(id);
  }
}
