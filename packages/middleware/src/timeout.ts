/** `timeout`: an answer for those who wait for an application that takes too long. */
import { errorResponse, HttpError } from '@tsgi/http';
import { beginResponse, forwardRoutes, isPromiseLike, type Middleware, onCommit } from '@tsgi/protocol';

/** The reason with which {@link timeout} aborts a request. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'request-timeout';
}

/**
 * Answers 503 when the application has not begun its response after so many milliseconds, and gives it up:
 * `exchange.signal` aborts with a {@link TimeoutError}, and whatever the application does later is dropped. A response
 * that has begun is let finish: that is the server's write timeout.
 * @param milliseconds more than 0
 */
export function timeout(milliseconds: number): Middleware {
  if (!(milliseconds > 0)) throw new RangeError(`A timeout is more than 0 milliseconds, not ${milliseconds}`);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) =>
      onCommit(
        app,
        environ,
        startResponse,
        (response) => response,
        (answer) => {
          const timer = setTimeout(() => {
            const page = errorResponse(new HttpError(503, { headers: { 'Retry-After': '5' } }), environ);
            const begun = beginResponse(page.application, environ);
            environ['tsgi.exchange'].abort(
              new TimeoutError(`The application did not answer within ${milliseconds} ms`),
            );
            if (!isPromiseLike(begun)) answer(begun);
          }, milliseconds);
          return () => clearTimeout(timer);
        },
      ),
    );
}
