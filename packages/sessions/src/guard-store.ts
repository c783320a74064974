/** A store that answers in time, or is down. */
import { type Clock, serviceUnavailable, within } from '@tsgi/http';
import type { SessionStore } from './session-store.ts';

/**
 * The same store, whose every failure is a 503: its own error is the cause, which is logged and never shown. One that
 * does not answer has failed too: many clients queue what they cannot send, for as long as their server is away.
 */
export function guardStore(store: SessionStore, patience: number, clock: Clock): SessionStore {
  const ask = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await within(patience * 1000, run(), 'The store of sessions', clock);
    } catch (cause) {
      throw serviceUnavailable(RETRY_AFTER, { code: 'session-unavailable', cause });
    }
  };
  return {
    guarantees: store.guarantees,
    load: (id) => ask(() => store.load(id)),
    create: (id, session) => ask(() => store.create(id, session)),
    change: (id, change) => ask(() => store.change(id, change)),
    destroy: (id) => ask(() => store.destroy(id)),
  };
}

// Seconds.
const RETRY_AFTER = 5;
