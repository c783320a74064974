/** Records and changes that the cases are made of. */
import { randomBytes } from 'node:crypto';
import type { SessionChange, SessionStore, StoredSession } from '../session-store.ts';

type Values = Readonly<Record<string, string>>;

/** An id as a session has it in its store: a hash, in base64url. */
export function newStoredId(): string {
  return randomBytes(32).toString('base64url');
}

export const HOUR = 3_600_000;

/** A session that begins now and has an hour. */
export function record(values: Values): StoredSession {
  const now = Date.now();
  return { values, createdAt: now, expiresAt: now + HOUR };
}

/** Begins a session, and gives its id. */
export async function begin(store: SessionStore, values: Values): Promise<string> {
  const id = newStoredId();
  await store.create(id, record(values));
  return id;
}

/** A change of nothing, and what is to be different. */
export function change(more: Partial<SessionChange>): SessionChange {
  return { set: {}, delete: [], clear: false, expiresAt: Date.now() + HOUR, ...more };
}

/** The values that a store has; `undefined` where there is no such session. */
export async function valuesOf(store: SessionStore, id: string): Promise<Values | undefined> {
  const session = await store.load(id);
  return session === undefined ? undefined : { ...session.values };
}

/** `prefix0`, `prefix1`, ... */
export function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** Adds one to a number by compare-and-set, as `update` does, until nobody was faster. */
export async function countUp(store: SessionStore, id: string, key: string): Promise<void> {
  for (;;) {
    const text = (await store.load(id))?.values[key];
    const result = await store.change(
      id,
      change({ set: { [key]: String(Number(text ?? 0) + 1) }, expect: { key, text } }),
    );
    if (result === 'saved') return;
    if (result === 'gone') throw new Error('The session is gone');
  }
}
