/**
 * `view` makes an application of a function from a request to a response. What goes wrong below it becomes a response
 * too: an `HttpError` its own, anything else a 500 that says nothing of itself and goes to the log.
 *
 * On the synchronous path there is no promise, no closure and nothing parsed.
 */
import type { Application, Environ, ResponseBody, StartResponse } from '@tsgi/protocol';
import { isPromiseLike } from '@tsgi/protocol';
import type { BodyLimits } from './body-limits.ts';
import { failView } from './fail-view.ts';
import { guardBody } from './guard-body.ts';
import { HttpRequest } from './http-request.ts';
import { HttpResponse } from './http-response.ts';
import { UsageError } from './usage-error.ts';

/**
 * Answers a request. `Params` is what the one who calls it (a router) found in the path; a plain view has none.
 */
export type View<E extends Environ = Environ, Params = void> = (
  request: HttpRequest<E>,
  params: Params,
) => HttpResponse | Promise<HttpResponse>;

/** Options of {@link view}. */
export interface ViewOptions {
  /**
   * Limits on the body of the request; those left out keep their defaults.
   * @default see {@link BodyLimits}
   */
  readonly limits?: Partial<BodyLimits>;
}

/** Makes an application of a view. */
export function view<E extends Environ = Environ>(handler: View<E>, options?: ViewOptions): Application<E> {
  const limits = options?.limits;
  return (environ, startResponse) => runView(handler, new HttpRequest(environ, limits), undefined, startResponse);
}

/**
 * Calls a view and sends its response: what {@link view} does for each request, for routers, which have the request and
 * the parameters already. Throws only what `startResponse` throws after the commit.
 */
export function runView<E extends Environ, Params>(
  handler: View<E, Params>,
  request: HttpRequest<E>,
  params: Params,
  startResponse: StartResponse,
): ResponseBody | Promise<ResponseBody> {
  const { environ } = request;
  try {
    const returned = handler(request, params);
    if (!isPromiseLike(returned)) return send(returned, handler, environ, startResponse);
    return Promise.resolve(returned)
      .then((response) => send(response, handler, environ, startResponse))
      .catch((error: unknown) => failView(error, environ, startResponse));
  } catch (error) {
    return failView(error, environ, startResponse);
  }
}

function send(
  response: HttpResponse,
  handler: { readonly name: string },
  environ: Environ,
  startResponse: StartResponse,
): ResponseBody | Promise<ResponseBody> {
  if (!(response instanceof HttpResponse)) throw wrongResult(response, handler.name);
  const body = response.send(environ, startResponse);
  if (isPromiseLike(body)) {
    return body.then(
      (sent) => guardBody(sent, environ, startResponse),
      (error: unknown) => failView(error, environ, startResponse),
    );
  }
  return guardBody(body, environ, startResponse);
}

function wrongResult(value: unknown, name: string): UsageError {
  const found = value === null ? 'null' : typeof value === 'object' ? 'an object of another kind' : typeof value;
  return new UsageError('view-result', `The view ${name || '(anonymous)'} returned ${found}, not an HttpResponse`);
}
