/** How long one session lives: as its own word has it, or else as the options of the site have it. */
import type { SessionPolicy } from './session-policy.ts';
import type { StoredSession } from './session-store.ts';

/** What a session says of its life: seconds, or that its cookie goes with the browser. */
export type OwnLifetime = number | 'browser' | undefined;

/** When a session was made, and when it ends. */
export type SessionTimes = Pick<StoredSession, 'createdAt' | 'expiresAt'>;

/** Reckons with the lifetime of a session. */
export class SessionLifetime {
  readonly #policy: SessionPolicy;
  readonly #own: OwnLifetime;

  constructor(policy: SessionPolicy, own: OwnLifetime) {
    this.#policy = policy;
    this.#own = own;
  }

  /** Whether its cookie goes with the browser. */
  get isOfBrowser(): boolean {
    return this.#own === undefined ? this.#policy.isBrowserSession : this.#own === 'browser';
  }

  /** When a session that is used now ends, in milliseconds since 1970. */
  expiry(createdAt: number): number {
    const { absolute, clock } = this.#policy;
    return Math.round(Math.min(clock.now() + this.#idle * 1000, createdAt + absolute * 1000));
  }

  /** Whether so much of the idle time has gone that a request which changes nothing has to say that it was here. */
  isDue({ createdAt, expiresAt }: SessionTimes): boolean {
    return this.expiry(createdAt) - expiresAt > this.#idle * 1000 * TOUCHED_AFTER;
  }

  get #idle(): number {
    return typeof this.#own === 'number' ? this.#own : this.#policy.idle;
  }
}

// Of the idle time. An active visitor's session is written a few times in its life, not with every request.
const TOUCHED_AFTER = 0.1;
