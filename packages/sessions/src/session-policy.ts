/** What all sessions of a site have in common: store, cookie, how long they live. */
import type { Clock, GuardedCookie } from '@tsgi/http';
import type { PlaceFinder } from './session-place.ts';

export interface SessionPolicy {
  readonly place: PlaceFinder;
  readonly cookie: GuardedCookie;
  /** Seconds. */
  readonly idle: number;
  /** Seconds. */
  readonly absolute: number;
  readonly isBrowserSession: boolean;
  readonly clock: Clock;
}
