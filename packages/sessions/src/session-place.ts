/** Where the session of one request is: in a store, by the id that the cookie carries, or whole in the cookie. */
import { type Clock, type GuardedCookie, type Secrets, signer } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { guardStore } from './guard-store.ts';
import { memoryStore } from './memory.ts';
import type { SealedStore } from './sealed-store.ts';
import { ended } from './session-ended.ts';
import { SessionId } from './session-id.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

export interface SessionPlace {
  readonly store: SessionStore;
  /** Whether the cookie holds the values, so that every change needs another one. */
  readonly isInCookie: boolean;
  /** The session that the request's cookie is about. */
  find(): Promise<FoundSession | undefined>;
  /** What the cookie has to say for the session of this id. */
  ticket(id: SessionId): Promise<string>;
}

export interface FoundSession {
  readonly id: SessionId;
  readonly stored: StoredSession;
}

/** Finds the place of each request. */
export type PlaceFinder = (environ: Environ) => SessionPlace;

/** What places are made from. */
export interface PlaceOptions {
  readonly secret: Secrets;
  readonly cookie: GuardedCookie;
  /** How long a store may take, in seconds. */
  readonly patience: number;
  readonly clock: Clock;
}

/** @throws UsageError `secret-invalid` */
export function placesIn(store: SessionStore | SealedStore, options: PlaceOptions): PlaceFinder {
  return 'sealer' in store ? placesInCookies(store, options) : placesInStore(store, options);
}

function placesInStore(unguarded: SessionStore, { secret, cookie, patience, clock }: PlaceOptions): PlaceFinder {
  const store = guardStore(unguarded, patience, clock);
  const ids = signer({ secret, purpose: `session:${cookie.name}` });
  return (environ) => ({
    store,
    isInCookie: false,
    find: async () => {
      const text = cookie.read(environ);
      const verified = text === undefined ? undefined : ids.verify(text);
      if (verified === undefined) return undefined;
      const id = new SessionId(verified);
      const stored = await store.load(id.stored);
      return stored === undefined ? undefined : { id, stored };
    },
    ticket: (id) => Promise.resolve(ids.sign(id.text)),
  });
}

function placesInCookies(sealed: SealedStore, { secret, cookie, clock }: PlaceOptions): PlaceFinder {
  const sealer = sealed.sealer(secret, cookie.name);
  return (environ) => {
    // The one session of this request, which goes back into its cookie.
    const store = memoryStore({ most: 1, clock });
    return {
      store,
      isInCookie: true,
      find: async () => {
        const text = cookie.read(environ);
        const opened = text === undefined ? undefined : sealer.open(text);
        if (opened === undefined || opened.expiresAt <= clock.now()) return undefined;
        const { id: known, ...stored } = opened;
        const id = new SessionId(known);
        await store.create(id.stored, stored);
        return { id, stored };
      },
      ticket: async (id) => {
        const stored = await store.load(id.stored);
        return stored === undefined ? ended() : sealer.seal({ ...stored, id: id.text });
      },
    };
  };
}
