/** `errorPages`: every error of a site in one form, also those that nobody has answered. */
import { acceptedType, answeredError, errorResponse, HttpError, HttpRequest, HttpResponse } from '@tsgi/http';
import {
  type BegunResponse,
  beginResponse,
  describeError,
  discardBody,
  type Environ,
  forwardRoutes,
  isArrayBody,
  type Middleware,
  onCommit,
  removeHeader,
  statusCode,
} from '@tsgi/protocol';
import { answerThrown } from './answer-thrown.ts';

/** Options of {@link errorPages}. */
export interface ErrorPagesOptions {
  /**
   * Makes the page for a client that prefers HTML: from a template, say. Its status is the error's, whatever it says; it
   * must not need what has just failed. One that throws is logged, and the plain page shown.
   * @default the plain page of `@tsgi/http`
   */
  readonly page?: (error: HttpError, request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
}

/**
 * Answers errors in the form that the client prefers: your page where it is HTML, a problem document (RFC 9457) else.
 * An error is an `HttpError` that a view or a router has answered, an answer from 400 on without any body, or whatever
 * is thrown through this: that is a 500, goes to the log, and shows nothing of itself. Answers from 400 on that have a
 * body of their own are left alone.
 */
export function errorPages({ page }: ErrorPagesOptions = {}): Middleware {
  return (app) =>
    forwardRoutes(app, (environ, startResponse) =>
      answerThrown(
        () =>
          onCommit(app, environ, startResponse, (response) => {
            const error = errorOf(response, environ);
            if (error === undefined) return response;
            discardBody(response.body, environ['tsgi.errors']);
            return paged(error, response, environ, page);
          }),
        environ,
        (thrown) => {
          const answer = pageFor(thrown, environ, page);
          return answer instanceof HttpResponse
            ? answer.send(environ, startResponse)
            : answer.then((response) => response.send(environ, startResponse));
        },
      ),
    );
}

function errorOf({ status, body }: BegunResponse, environ: Environ): HttpError | undefined {
  const code = statusCode(status);
  if (code < 400) return undefined;
  const answered = answeredError(environ);
  if (answered?.status === code) return answered;
  return isArrayBody(body) && body.every((chunk) => chunk.length === 0) ? new HttpError(code) : undefined;
}

/** The page with the headers of the response whose place it takes, but for those of its content. */
function paged(
  error: HttpError,
  { headers }: BegunResponse,
  environ: Environ,
  page: ErrorPagesOptions['page'],
): BegunResponse | Promise<BegunResponse> {
  const kept = OF_CONTENT.reduce(removeHeader, headers);
  const dress = (response: HttpResponse): BegunResponse | Promise<BegunResponse> => {
    for (const [name, value] of kept) {
      if (response.headers.get(name) === undefined || name.toLowerCase() === 'set-cookie')
        response.headers.append(name, value);
    }
    return beginResponse(response.application, environ);
  };
  const response = pageFor(error, environ, page);
  return response instanceof HttpResponse ? dress(response) : response.then(dress);
}

const OF_CONTENT = ['Content-Type', 'Content-Length', 'Content-Encoding', 'Content-Language', 'ETag', 'Last-Modified'];

function pageFor(
  error: HttpError,
  environ: Environ,
  page: ErrorPagesOptions['page'],
): HttpResponse | Promise<HttpResponse> {
  const wanted = acceptedType(environ.HTTP_ACCEPT, ['application/problem+json', 'application/json', 'text/html']);
  return page === undefined || wanted !== 'text/html' ? errorResponse(error, environ) : ownPage(error, environ, page);
}

async function ownPage(
  error: HttpError,
  environ: Environ,
  page: NonNullable<ErrorPagesOptions['page']>,
): Promise<HttpResponse> {
  try {
    const response = await page(error, new HttpRequest(environ));
    response.status = error.status;
    response.headers.addItem('Vary', 'Accept');
    return response;
  } catch (failure) {
    environ['tsgi.errors'].write(`The page for a ${error.status} failed: ${describeError(failure)}\n`);
    return errorResponse(error, environ);
  }
}
