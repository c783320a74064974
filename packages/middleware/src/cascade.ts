/** `cascade`: one application after the other, until one has an answer. */
import { errorResponse, notFound } from '@tsgi/http';
import {
  type Application,
  type BegunResponse,
  beginResponse,
  discardBody,
  type Environ,
  isPromiseLike,
  type ResponseBody,
  type Routed,
  routesOf,
  type StartResponse,
  statusCode,
} from '@tsgi/protocol';

/** Options of {@link cascade}. */
export interface CascadeOptions {
  /**
   * The statuses that hand a request on.
   * @default [404, 405]
   */
  readonly statuses?: readonly number[];
}

/**
 * Asks each application in turn and answers with the first response whose status does not hand the request on; with the
 * last one's when all do. Responses that are passed over are closed. A request's body is read once: an application that
 * reads it before it answers 404 leaves nothing to the next, but for what was parsed of it, which is shared.
 */
export function cascade<E extends Environ = Environ>(
  applications: readonly (Application<E> & Routed)[],
  options: CascadeOptions = {},
): Application<E> & Routed {
  const passed: ReadonlySet<number> = new Set(options.statuses ?? [404, 405]);
  const cascaded: Application<E> = (environ, startResponse) => ask(0, environ, startResponse);

  function ask(at: number, environ: E, startResponse: StartResponse): ResponseBody | Promise<ResponseBody> {
    const application = applications[at];
    if (application === undefined) return errorResponse(notFound(), environ).send(environ, startResponse);
    // The last one answers, whatever it says: nothing has to be known of it beforehand.
    if (at === applications.length - 1) return application(environ, startResponse);
    // Each sees the environ as it came.
    const begun = beginResponse(application, { ...environ });
    return isPromiseLike(begun)
      ? begun.then((response) => decide(response, at, environ, startResponse))
      : decide(begun, at, environ, startResponse);
  }

  function decide(
    { status, headers, body }: BegunResponse,
    at: number,
    environ: E,
    startResponse: StartResponse,
  ): ResponseBody | Promise<ResponseBody> {
    if (passed.has(statusCode(status))) {
      discardBody(body, environ['tsgi.errors']);
      return ask(at + 1, environ, startResponse);
    }
    startResponse(status, headers);
    return body;
  }

  const lists = applications.flatMap((application) => application[routesOf] ?? []);
  return lists.length === 0 ? cascaded : Object.assign(cascaded, { [routesOf]: () => lists.flatMap((list) => list()) });
}
