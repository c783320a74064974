/** `debugErrors`: for development, a page that shows what went wrong, where, and for which request. */
import {
  acceptedType,
  answeredError,
  errorResponse,
  HttpError,
  HttpRequest,
  type HttpResponse,
  html,
} from '@tsgi/http';
import {
  type BegunResponse,
  beginResponse,
  discardBody,
  type Environ,
  forwardRoutes,
  type Middleware,
  onCommit,
  statusCode,
} from '@tsgi/protocol';
import { answerThrown } from './answer-thrown.ts';
import { debugPage } from './debug-page.ts';
import { routesPage } from './routes-page.ts';

/** Options of {@link debugErrors}. */
export interface DebugErrorsOptions {
  /**
   * Shows errors even where `NODE_ENV` is `'production'`: source, environ and all, to everybody.
   * @default false: construction throws there
   */
  readonly evenInProduction?: boolean;
  /**
   * Further names whose values are starred out, besides those that sound like secrets.
   * @default none
   */
  readonly secrets?: readonly string[];
}

/**
 * Answers a 5xx with the error behind it: its causes, the frames with their source, the template if it came from one,
 * the request and the environ, secrets starred out. A program gets a problem document with the stack. A 404 that a
 * router gave lists its routes. Everything else is left alone.
 * @throws Error `debug-in-production`, unless it is meant
 */
export function debugErrors(options: DebugErrorsOptions = {}): Middleware {
  if (process.env['NODE_ENV'] === 'production' && options.evenInProduction !== true) throw new DebugInProduction();
  const secrets = options.secrets ?? [];
  return (app) =>
    forwardRoutes(app, (environ, startResponse) =>
      answerThrown(
        () => onCommit(app, environ, startResponse, (response) => explained(response, environ, secrets)),
        environ,
        async (error, thrown) => {
          const shown =
            error.status >= 500 ? await shownError(thrown, error, environ, secrets) : errorResponse(error, environ);
          return shown.send(environ, startResponse);
        },
      ),
    );
}

/** The debug page was asked for where everybody would see it. */
export class DebugInProduction extends Error {
  override readonly name = 'DebugInProduction';
  readonly code = 'debug-in-production';

  constructor() {
    super("debugErrors shows source and environ to everybody: leave it out where NODE_ENV is 'production'");
  }
}

function explained(
  response: BegunResponse,
  environ: Environ,
  secrets: readonly string[],
): BegunResponse | Promise<BegunResponse> {
  const code = statusCode(response.status);
  const { facts } = environ['tsgi.exchange'];
  if (code >= 500 && facts.error !== undefined) {
    discardBody(response.body, environ['tsgi.errors']);
    const error = answeredError(environ) ?? new HttpError(code);
    return shownError(facts.error, error, environ, secrets).then((page) => beginResponse(page.application, environ));
  }
  const routes = facts['router.routes'];
  if (code === 404 && typeof routes === 'function' && answeredError(environ)?.status === 404 && prefersHtml(environ)) {
    discardBody(response.body, environ['tsgi.errors']);
    return beginResponse(
      html(
        routesPage(environ, () => Reflect.apply(routes, undefined, [])),
        { status: 404 },
      ).application,
      environ,
    );
  }
  return response;
}

async function shownError(
  thrown: unknown,
  error: HttpError,
  environ: Environ,
  secrets: readonly string[],
): Promise<HttpResponse> {
  if (prefersHtml(environ)) {
    const page = await debugPage(thrown, error.status, new HttpRequest(environ), secrets);
    return html(page, { status: error.status, headers: { 'Cache-Control': 'no-store' } });
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return errorResponse(
    new HttpError(error.status, { code: error.code, members: { stack: stack.split('\n') } }),
    environ,
  );
}

function prefersHtml(environ: Environ): boolean {
  return (
    acceptedType(environ.HTTP_ACCEPT, ['application/problem+json', 'application/json', 'text/html']) === 'text/html'
  );
}
