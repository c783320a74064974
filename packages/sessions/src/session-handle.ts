/** What stands in the environ: the session of one request, loaded when somebody asks. */
import { type Environ, provided } from '@tsgi/protocol';
import { LiveSession } from './live-session.ts';
import type { Session } from './session.ts';
import type { SessionPolicy } from './session-policy.ts';

/** Gives the session of a request. Use `session(request)`. */
export interface SessionHandle<T extends object> {
  /** @throws HttpError `session-unavailable` (503) when the store is down */
  load(): Promise<Session<T>>;
}

/** What the middleware provides. */
export interface SessionEnviron<T extends object = Record<string, unknown>> {
  readonly 'tsgi.session': SessionHandle<T>;
}

/**
 * The session of a request; loaded once, however many ask.
 * @throws HttpError `session-unavailable` (503) when the store is down; ContractError `not-provided`
 */
export function session<T extends object>(request: {
  readonly environ: Environ & SessionEnviron<T>;
}): Promise<Session<T>> {
  return provided(request.environ, 'tsgi.session', 'sessions(...)').load();
}

/** The handle of one request. */
export class RequestSession<T extends object> implements SessionHandle<T> {
  readonly #environ: Environ;
  readonly #policy: SessionPolicy;
  #loading: Promise<LiveSession<T>> | undefined;
  #isSent = false;

  constructor(environ: Environ, policy: SessionPolicy) {
    this.#environ = environ;
    this.#policy = policy;
  }

  /** Whether somebody asked for a session that nobody has saved yet. */
  get isOpen(): boolean {
    return this.#loading !== undefined && !this.#isSent;
  }

  load(): Promise<LiveSession<T>> {
    return (this.#loading ??= this.#load());
  }

  /**
   * Saves what was changed; from here on nothing can be.
   * @returns the `Set-Cookie` that has to go out
   */
  async commit(): Promise<string | undefined> {
    this.#isSent = true;
    // Who asked has had the error of a load already, and has the session before this.
    const session = await this.#loading?.catch(() => undefined);
    return session?.commit();
  }

  /** Says that the head goes out without a session. */
  send(): void {
    this.#isSent = true;
  }

  async #load(): Promise<LiveSession<T>> {
    const isLate = this.#isSent;
    const place = this.#policy.place(this.#environ);
    const session = new LiveSession<T>(this.#environ, this.#policy, place, await place.find());
    if (isLate) session.seal();
    return session;
  }
}
