/** What a change makes of a session, for stores that read, change and write. */
import type { ChangeResult, SessionChange, StoredSession } from './session-store.ts';

/** What became of a change, with the session as it is from then on where it was saved. */
export type ChangedSession =
  | { readonly result: 'saved'; readonly session: StoredSession }
  | { readonly result: Exclude<ChangeResult, 'saved'> };

/** @param session what is there now; `undefined` when there is none */
export function changeSession(session: StoredSession | undefined, change: SessionChange): ChangedSession {
  if (session === undefined) return { result: 'gone' };
  const { expect, expiresAt = session.expiresAt } = change;
  if (expect !== undefined && textOf(session, expect.key) !== expect.text) return { result: 'conflict' };
  const values = new Map(change.clear ? [] : Object.entries(session.values));
  for (const key of change.delete) values.delete(key);
  for (const [key, text] of Object.entries(change.set)) values.set(key, text);
  return { result: 'saved', session: { ...session, values: Object.fromEntries(values), expiresAt } };
}

/**
 * What changes make of a session, one after the other, with what became of each.
 * @param now milliseconds since 1970: a session that has expired then is gone
 */
export function changeInTurn(
  session: StoredSession | undefined,
  changes: readonly SessionChange[],
  now: number,
): { readonly session: StoredSession | undefined; readonly results: readonly ChangeResult[] } {
  let last = session;
  const results = changes.map((change) => {
    const changed = changeSession(last !== undefined && last.expiresAt > now ? last : undefined, change);
    if (changed.result === 'saved') last = changed.session;
    return changed.result;
  });
  return { session: last, results };
}

function textOf({ values }: StoredSession, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
