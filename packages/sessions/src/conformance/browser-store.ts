import { changeSession } from '../change-session.ts';
import type { SealedSession, SealedStore } from '../sealed-store.ts';
import type { SessionStore, StoredSession } from '../session-store.ts';

/**
 * A sealed store together with the browsers that keep its cookies: each step is a request of its own.
 * @param cookies what the browsers have, by the id of the session
 */
export function browserStore(sealed: SealedStore, cookies: Map<string, string>): SessionStore {
  const sealer = sealed.sealer('a secret of the conformance suite, of 32 bytes and more', 'session');
  const load = (id: string): StoredSession | undefined => {
    const cookie = cookies.get(id);
    const session: SealedSession | undefined = cookie === undefined ? undefined : sealer.open(cookie);
    if (session === undefined || session.id !== id || session.expiresAt <= Date.now()) return undefined;
    const { createdAt, expiresAt, values } = session;
    return { createdAt, expiresAt, values };
  };
  const save = (id: string, session: StoredSession): void => {
    cookies.set(id, sealer.seal({ ...session, id }));
  };
  return {
    guarantees: sealed.guarantees,
    load: async (id) => Promise.resolve(load(id)),
    create: async (id, session) => Promise.resolve(save(id, session)),
    change: async (id, change) => {
      const changed = changeSession(load(id), change);
      if (changed.result !== 'saved') return Promise.resolve(changed.result);
      if (change.moveTo !== undefined) cookies.delete(id);
      save(change.moveTo ?? id, changed.session);
      return changed.result;
    },
    destroy: async (id) => {
      cookies.delete(id);
      return Promise.resolve();
    },
  };
}
