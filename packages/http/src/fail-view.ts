/** From what was thrown to the response that answers it. */
import {
  describeError,
  type Environ,
  isInputError,
  type ResponseBody,
  type StartResponse,
  status as statusText,
} from '@tsgi/protocol';
import { errorResponse } from './error-response.ts';
import { HttpError } from './http-error.ts';

/**
 * Answers an error in place of whatever was started before it, as {@link httpErrorFor} says.
 * @throws the error itself when the response had been committed
 */
export function failView(error: unknown, environ: Environ, startResponse: StartResponse): ResponseBody {
  const response = errorResponse(httpErrorFor(error, environ), environ);
  startResponse(statusText(response.status), response.headers.list, { error });
  return response.body;
}

/**
 * The `HttpError` that answers what an application has thrown: itself; the status of a body that could not be read
 * (`InputError`); a 500 for anything else. What nobody expected is logged with its stack, method and path (no query: it
 * may hold secrets), and left in `exchange.facts.error`, as is every 5xx.
 */
export function httpErrorFor(thrown: unknown, environ: Environ): HttpError {
  const error = expected(thrown) ?? new HttpError(500, { cause: thrown });
  if (error.status >= 500) {
    const exchange = environ['tsgi.exchange'];
    exchange.facts.error = thrown;
    // A client that has left, or a timeout: whoever gave the request up knows why.
    const givenUp = exchange.signal.aborted && thrown === exchange.signal.reason;
    if (error.cause !== undefined && !givenUp) log(thrown, environ);
  }
  return error;
}

function expected(thrown: unknown): HttpError | undefined {
  if (thrown instanceof HttpError) return thrown;
  if (!isInputError(thrown)) return undefined;
  return new HttpError(thrown.status, { code: thrown.code, message: thrown.message });
}

function log(error: unknown, environ: Environ): void {
  const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO } = environ;
  environ['tsgi.errors'].write(`${REQUEST_METHOD} ${SCRIPT_NAME}${PATH_INFO} failed: ${describeError(error)}\n`);
}
