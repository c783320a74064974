/** What keeps sessions with the visitor: the whole session is in the cookie, sealed. */
import type { Secrets } from '@tsgi/http';
import type { StoredSession, StoreGuarantees } from './session-store.ts';

/** A session with the id that names it, as a cookie holds it. */
export interface SealedSession extends StoredSession {
  readonly id: string;
}

/** Turns sessions into the texts of cookies, and back. */
export interface SessionSealer {
  seal(session: SealedSession): string;
  /** `undefined` for what was not sealed here, whatever it is. Whether it has expired is not looked at. */
  open(text: string): SealedSession | undefined;
}

/** A store that keeps nothing itself. */
export interface SealedStore {
  readonly guarantees: StoreGuarantees;
  /**
   * @param secrets those of the middleware: the first one seals, all of them open
   * @param name the cookie's: what was sealed for one opens as no other
   * @throws UsageError `secret-invalid`
   */
  sealer(secrets: Secrets, name: string): SessionSealer;
}
