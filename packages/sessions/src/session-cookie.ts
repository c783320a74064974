import type { GuardedCookieOptions } from '@tsgi/http';

/** The cookie that carries the id of a session, or all of it. */
export interface SessionCookieOptions extends GuardedCookieOptions {
  /**
   * Its name; on https it gets the prefix `__Host-`, or `__Secure-` where it has a path or a domain.
   * @default 'session'
   */
  readonly name?: string;
}
