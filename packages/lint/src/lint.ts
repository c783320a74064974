/**
 * `lint` stands between any two layers and checks both: the one outside as a server, the one inside as an application.
 * It changes nothing of what passes, but for keeping an eye on it.
 */
import {
  type Application,
  discardBody,
  type Environ,
  forwardRoutes,
  isPromiseLike,
  type Middleware,
  type ResponseBody,
  type StartResponse,
} from '@tsgi/protocol';
import { BodyWatch } from './body-watch.ts';
import { watchEnviron } from './environ-watch.ts';
import { Inspector, type Policy } from './inspector.ts';
import type { LintError } from './lint-error.ts';
import { ResponseWatch } from './response-watch.ts';
import { returnedRules } from './rules/body.ts';
import { keptExchangeRules } from './rules/exchange.ts';

/** How lint reports what it finds. */
export interface LintOptions {
  /**
   * `throw`: the `LintError` is thrown to whoever broke the rule; what is found too late for that is written to
   * `tsgi.errors`. `warn`: everything is written to `tsgi.errors`, each rule once, and the request goes on.
   * @default 'throw'
   */
  readonly mode?: 'throw' | 'warn';
  /**
   * Called with every fault at the moment at which it is found, before it is thrown or written, also for those that
   * come too late to be thrown. For tests, which should fail on any.
   * @default none
   */
  readonly onFault?: (error: LintError) => void;
}

/**
 * Checks the rules of TSGI 1.0 (SPEC.md) between the layers it stands between. For development and tests: it costs
 * time, and copies what passes.
 *
 * @throws LintError to the offender, in mode `throw`; `culprit` tells which side broke the rule, `code` which rule
 */
export function lint(options: LintOptions = {}): Middleware {
  const policy: Policy = { mode: options.mode ?? 'throw', onFault: options.onFault, reported: new Set() };
  return (app) =>
    forwardRoutes(app, (environ, startResponse, ...more: readonly unknown[]) =>
      callWatched(policy, app, environ, startResponse, more),
    );
}

function callWatched<E extends Environ>(
  policy: Policy,
  app: Application<E>,
  environ: E,
  startResponse: StartResponse,
  more: readonly unknown[],
): ResponseBody | Promise<ResponseBody> {
  const found: unknown = environ;
  const errors: unknown = typeof found === 'object' && found !== null ? environ['tsgi.errors'] : undefined;
  const inspector = new Inspector(policy, errors);
  const exchangeWatch = watchEnviron(inspector, environ, [environ, startResponse, ...more]);
  // What is not even an environ cannot be watched any further.
  if (exchangeWatch === undefined) return app(environ, startResponse);
  const exchange = environ['tsgi.exchange'];
  const response = new ResponseWatch(inspector, exchangeWatch, startResponse, environ.REQUEST_METHOD);
  const take = (body: ResponseBody): ResponseBody => {
    inspector.demand(returnedRules, { body });
    try {
      inspector.demand(keptExchangeRules, { overwritten: environ['tsgi.exchange'] !== exchange });
      response.returned();
      const watch = new BodyWatch(inspector, response, body);
      const wrapped = watch.wrapped();
      if (!exchangeWatch.finished) exchange.onFinish(() => watch.finish());
      return wrapped;
    } catch (error) {
      discardBody(body, environ['tsgi.errors']);
      throw error;
    }
  };
  const returned = app(environ, response.startResponse);
  return isPromiseLike(returned) ? returned.then(take) : take(returned);
}
