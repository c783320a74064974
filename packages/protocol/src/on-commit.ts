/**
 * `onCommit` is how a middleware sees, and may change, a response before anything of it is sent: a session is saved, an
 * ETag computed, a header added, also when that has to wait.
 */
import type { Application, StartResponse } from './application.ts';
import { beginResponse } from './begin-response.ts';
import type { Alternative, BegunResponse } from './begun-response.ts';
import { discardBody, isPromiseLike } from './body.ts';
import type { Environ } from './environ.ts';
import type { ResponseBody } from './response-body.ts';

/**
 * From the response that the application gave to the one that goes out. To answer with something else, discard the
 * body (`discardBody`) and give another response, for example the one of `beginResponse(other, environ)`.
 */
export type CommitHook = (response: BegunResponse) => BegunResponse | Promise<BegunResponse>;

/**
 * Calls `app` with `environ`, gives its response to `hook` at the commit, and starts with `startResponse` the response
 * that the hook gives back. Synchronous when application and hook are.
 *
 * The hook runs once for each response, also when the client has left meanwhile, and for every status. When it throws,
 * the body is closed and its error is the answer. It does not run when the application throws instead of answering.
 *
 * @param alternative another way to answer, for an application that takes its time; the hook gets whichever comes first
 */
export function onCommit<E extends Environ>(
  app: Application<E>,
  environ: E,
  startResponse: StartResponse,
  hook: CommitHook,
  alternative?: Alternative,
): ResponseBody | Promise<ResponseBody> {
  const begun = beginResponse(app, environ, alternative);
  return isPromiseLike(begun)
    ? begun.then((response) => commit(response, environ, startResponse, hook))
    : commit(begun, environ, startResponse, hook);
}

function commit(
  response: BegunResponse,
  environ: Environ,
  startResponse: StartResponse,
  hook: CommitHook,
): ResponseBody | Promise<ResponseBody> {
  try {
    const changed = hook(response);
    if (!isPromiseLike(changed)) return start(changed, environ, startResponse);
    return changed.then(
      (later) => start(later, environ, startResponse),
      (error: unknown) => fail(response, environ, error),
    );
  } catch (error) {
    return fail(response, environ, error);
  }
}

function start({ status, headers, body }: BegunResponse, environ: Environ, startResponse: StartResponse): ResponseBody {
  try {
    startResponse(status, headers);
    return body;
  } catch (error) {
    discardBody(body, environ['tsgi.errors']);
    throw error;
  }
}

function fail({ body }: BegunResponse, environ: Environ, error: unknown): never {
  discardBody(body, environ['tsgi.errors']);
  throw error;
}
