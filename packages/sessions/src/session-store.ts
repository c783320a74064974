/** What a store of sessions is. Its records hold texts; what they mean is the session's business. */

/** What a store can promise. */
export interface StoreGuarantees {
  /** Two requests that change different keys at the same time both win, and `update` loses nothing. */
  readonly atomic: boolean;
  /** Other processes see the same sessions. */
  readonly shared: boolean;
  /** A session that was destroyed is gone at once, whoever still has its cookie. */
  readonly revocable: boolean;
}

/** A session as it is stored. */
export interface StoredSession {
  /** The JSON text of each value, by its key. */
  readonly values: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; from then on there is no such session. */
  readonly expiresAt: number;
}

/** What one request has changed: keys, never the whole session. */
export interface SessionChange {
  /** JSON texts by key. */
  readonly set: Readonly<Record<string, string>>;
  /** Keys to remove. */
  readonly delete: readonly string[];
  /** Whether to remove every key that is there at that moment, before `set`. */
  readonly clear: boolean;
  /** Milliseconds since 1970; absent, the session keeps the time that it has in the store at that moment. */
  readonly expiresAt?: number;
  /** Makes the change only if this key has this text; `undefined`: only if there is no such key. */
  readonly expect?: { readonly key: string; readonly text: string | undefined };
  /** The id that the session has from now on; the old one is gone at once. */
  readonly moveTo?: string;
}

/** What became of a change. `gone`: there is no such session any more; `conflict`: `expect` does not hold. */
export type ChangeResult = 'saved' | 'gone' | 'conflict';

/**
 * Keeps sessions. The ids it gets are hashes: what it holds opens no session.
 *
 * Only `create` makes a session, and only with a new id. A change of one that is not there is refused, which is why a
 * slow request cannot bring back a session that was destroyed or moved meanwhile, however slow it is.
 */
export interface SessionStore {
  readonly guarantees: StoreGuarantees;
  /** `undefined` when there is none, or it has expired. */
  load(id: string): Promise<StoredSession | undefined>;
  /** Keeps a new session until it expires. The id is random, so there is none under it yet. */
  create(id: string, session: StoredSession): Promise<void>;
  /** Changes a session in one step, never creating one. */
  change(id: string, change: SessionChange): Promise<ChangeResult>;
  /** Removes a session; nothing happens when there is none. */
  destroy(id: string): Promise<void>;
}
