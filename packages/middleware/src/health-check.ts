/** `healthCheck`: tells whoever watches over the process whether it lives and whether it wants requests. */
import { json, LateError, within } from '@tsgi/http';
import { type Application, type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';

/** Options of {@link healthCheck}. */
export interface HealthCheckOptions {
  /**
   * The path that says whether the process lives: 200 as long as it answers at all. `false` for none.
   * @default '/livez'
   */
  readonly livePath?: string | false;
  /**
   * The path that says whether the process wants requests: 200, or 503 while it stops or when a check fails. `false`
   * for none.
   * @default '/readyz'
   */
  readonly readyPath?: string | false;
  /**
   * What has to be there for requests to be served, by name: each is called for every question, and throws when it is
   * not. The names are shown, the errors go to the log.
   * @default none
   */
  readonly checks?: Readonly<Record<string, () => void | Promise<void>>>;
  /**
   * How long all checks may take, in milliseconds.
   * @default 5000
   */
  readonly timeout?: number;
}

/** Answers GET and HEAD of two paths, and hands everything else on. */
export function healthCheck(options: HealthCheckOptions = {}): Middleware {
  const { livePath = '/livez', readyPath = '/readyz', checks = {}, timeout = 5000 } = options;
  const ready = readiness(checks, timeout);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const { PATH_INFO: path, REQUEST_METHOD: method } = environ;
      if (method === 'GET' || method === 'HEAD') {
        if (path === livePath) return answer({ status: 'ok' }, 200)(environ, startResponse);
        if (path === readyPath) return ready(environ, startResponse);
      }
      return app(environ, startResponse);
    });
}

function readiness(checks: Readonly<Record<string, () => void | Promise<void>>>, timeout: number): Application {
  return async (environ, startResponse) => {
    if (environ['tsgi.exchange'].draining.aborted) return answer({ status: 'stopping' }, 503)(environ, startResponse);
    const results = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, await outcome(name, check, timeout, environ)] as const,
      ),
    );
    const failed = results.some(([, result]) => result !== 'ok');
    const body = { status: failed ? 'failing' : 'ok', checks: Object.fromEntries(results) };
    return answer(body, failed ? 503 : 200)(environ, startResponse);
  };
}

async function outcome(
  name: string,
  check: () => void | Promise<void>,
  timeout: number,
  environ: Environ,
): Promise<'ok' | 'failing' | 'too slow'> {
  try {
    return await within(timeout, checked(check), name);
  } catch (error) {
    if (error instanceof LateError) return 'too slow';
    environ['tsgi.errors'].write(
      `The check ${name} failed: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 'failing';
  }
}

async function checked(check: () => void | Promise<void>): Promise<'ok'> {
  await check();
  return 'ok';
}

/** Not for a cache, and not for the log of a proxy that stores it. */
function answer(body: object, status: number): Application {
  return json(body, { status, headers: { 'Cache-Control': 'no-store' } }).application;
}
