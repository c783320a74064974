/**
 * `beginResponse` calls an application and follows it to the commit, the moment from which status and headers cannot
 * change any more: the first chunk that is not empty, the first `write`, or the end. What it gives is the response as
 * a value. Every shape of application (an array, a generator that starts late, `write`, a promise of any of them)
 * becomes the same thing, so that a middleware is a function from one response to another.
 */
import type { Application } from './application.ts';
import { ApplicationCall } from './application-call.ts';
import type { Alternative, BegunResponse } from './begun-response.ts';
import { isPromiseLike } from './body.ts';
import type { Environ } from './environ.ts';

/**
 * Calls `app` and gives its response at the commit: at once when the application is synchronous, else as a promise.
 * Empty chunks before the commit are dropped. What the application throws before the commit is thrown here; after it,
 * by the body. Once the client has left, a response that has not begun is an empty one, or rejects where it has no
 * head yet, and its body is closed.
 *
 * @param alternative another way to answer, for an application that does not answer at once; see {@link Alternative}
 * @throws ContractError when the application breaks the protocol
 */
export function beginResponse<E extends Environ>(
  app: Application<E>,
  environ: E,
  alternative?: Alternative,
): BegunResponse | Promise<BegunResponse> {
  const call = new ApplicationCall(environ);
  const returned = app(environ, call.startResponse);
  // An array is the common case, and is told apart fastest.
  const begun = !Array.isArray(returned) && isPromiseLike(returned) ? call.follow(returned) : call.take(returned);
  return alternative === undefined || !isPromiseLike(begun) ? begun : call.unless(begun, alternative);
}
