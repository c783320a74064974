/** From what was thrown to the response that answers it. */
import { inspect } from 'node:util';
import { type Environ, type ResponseBody, type StartResponse, status as statusText } from '@tsgi/protocol';
import { errorResponse } from './error-response.ts';
import { HttpError } from './http-error.ts';

/**
 * Answers an error in place of whatever was started before it. What nobody expected is logged with its stack, method
 * and path (no query: it may hold secrets), and left in `exchange.facts.error`, as is every 5xx.
 * @throws the error itself when the response had been committed
 */
export function failView(error: unknown, environ: Environ, startResponse: StartResponse): ResponseBody {
  const answer = httpErrorOf(error) ?? new HttpError(500, { cause: error });
  if (answer.status >= 500) {
    const exchange = environ['tsgi.exchange'];
    exchange.facts.error = error;
    // A client that has left, or a timeout: whoever gave the request up knows why.
    const givenUp = exchange.signal.aborted && error === exchange.signal.reason;
    if (answer.cause !== undefined && !givenUp) log(error, environ);
  }
  const response = errorResponse(answer, environ);
  startResponse(statusText(response.status), response.headers.list, { error });
  return response.body;
}

/** An `HttpError` is its own answer, and a body that the server refused (`InputError`) has a status. */
function httpErrorOf(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (!(error instanceof Error && 'code' in error && 'status' in error)) return undefined;
  const { code, status } = error;
  if (typeof code !== 'string' || typeof status !== 'number') return undefined;
  if (!INPUT_CODE.test(code) || !INPUT_STATUSES.has(status)) return undefined;
  return new HttpError(status, { code, message: error.message });
}

// What an `InputError` may have. An HTTP client's error has a code and a status too, and is not for our client.
const INPUT_CODE = /^[a-z]+(?:-[a-z]+)*$/;
const INPUT_STATUSES: ReadonlySet<number> = new Set([400, 408, 413, 431]);

function log(error: unknown, environ: Environ): void {
  const { REQUEST_METHOD, SCRIPT_NAME, PATH_INFO } = environ;
  environ['tsgi.errors'].write(`${REQUEST_METHOD} ${SCRIPT_NAME}${PATH_INFO} failed: ${describe(error)}\n`);
}

/** The stack, and those of its causes, outermost first. */
function describe(error: unknown): string {
  const stacks: string[] = [];
  for (let cause = error, depth = 0; cause !== undefined && depth < 8; depth++) {
    stacks.push(cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return stacks.join('\nCaused by: ');
}
