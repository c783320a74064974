/**
 * The login event: who notices that a request's user has changed (a session that is regenerated) says so, and who keeps
 * something that belongs to the user before (a CSRF token) hears of it. Neither knows the other.
 */
import type { Environ, Exchange } from '@tsgi/protocol';

/** What has happened to the user of a request. */
export type LoginEvent = 'login' | 'logout';

/** Calls back whenever the user of this request changes. */
export function onLogin(environ: Environ, listener: (event: LoginEvent) => void): void {
  const exchange = environ['tsgi.exchange'];
  const present = listeners.get(exchange);
  if (present === undefined) listeners.set(exchange, [listener]);
  else present.push(listener);
}

/** Says that the user of this request has changed. */
export function announceLogin(environ: Environ, event: LoginEvent): void {
  for (const listener of listeners.get(environ['tsgi.exchange']) ?? []) listener(event);
}

/** By the exchange: it is one object in every copy of an environ, and gone with its request. */
const listeners = new WeakMap<Exchange, ((event: LoginEvent) => void)[]>();
