import {
  type Application,
  type Environ,
  isPromiseLike,
  type ResponseBody,
  type StartResponse,
  wrapBody,
} from '@tsgi/protocol';

/**
 * Calls an application within something that has to be there for all of a request (an `AsyncLocalStorage`, a span): in
 * the call, and in each pull and the close of its body.
 */
export function callWithin<E extends Environ>(
  around: <T>(run: () => T) => T,
  app: Application<E>,
  environ: E,
  startResponse: StartResponse,
): ResponseBody | Promise<ResponseBody> {
  const within = (body: ResponseBody): ResponseBody => wrapBody(body, { around });
  const returned = around(() => app(environ, startResponse));
  return isPromiseLike(returned) ? returned.then(within) : within(returned);
}
