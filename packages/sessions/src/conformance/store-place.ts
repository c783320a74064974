/** Where one case of the suite finds its store, and whatever else it opened. */
import type { SealedStore } from '../sealed-store.ts';
import type { SessionStore } from '../session-store.ts';
import { browserStore } from './browser-store.ts';

/** A store to try, with a place of its own. */
export interface OpenedStore {
  readonly store: SessionStore | SealedStore;
  /** The same sessions, as another process opens them. Stores that say they are `shared` need it. */
  another?(): Promise<SessionStore | SealedStore>;
  /** Called once, when the case is done. */
  close?(): unknown;
}

/** Opens a store. Called once for each case; what is there already does no harm, since every id is new. */
export type OpenStore = () => OpenedStore | Promise<OpenedStore>;

/** What a case works with. */
export interface StorePlace {
  readonly store: SessionStore;
  readonly another: () => Promise<SessionStore>;
}

export function placeOf(opened: OpenedStore): StorePlace {
  const { store } = opened;
  // Visitors take what is sealed from one process to the other.
  const cookies = new Map<string, string>();
  const plain = (one: SessionStore | SealedStore): SessionStore => ('sealer' in one ? browserStore(one, cookies) : one);
  return {
    store: plain(store),
    another: async () => {
      const another = await opened.another?.();
      if (another === undefined) throw new TypeError('A store that is shared has to be opened another time');
      return plain(another);
    },
  };
}
