/** The middleware: gives each request its session, and saves it before the head of the response goes out. */
import {
  type Clock,
  errorResponse,
  GuardedCookie,
  HttpError,
  type HttpResponse,
  httpErrorFor,
  type Secrets,
  systemClock,
} from '@tsgi/http';
import {
  addListItem,
  appendHeader,
  type BegunResponse,
  describeError,
  discardBody,
  type Environ,
  forwardRoutes,
  isPromiseLike,
  type Middleware,
  onCommit,
  provide,
  type ResponseBody,
  type StartResponse,
  status,
} from '@tsgi/protocol';
import { warnOnce } from './production-warning.ts';
import type { SealedStore } from './sealed-store.ts';
import type { SessionCookieOptions } from './session-cookie.ts';
import { SessionError } from './session-error.ts';
import { RequestSession, type SessionEnviron } from './session-handle.ts';
import { placesIn } from './session-place.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionStore } from './session-store.ts';

/** Options of {@link sessions}. */
export interface SessionsOptions {
  /** Where sessions are kept. */
  readonly store: SessionStore | SealedStore;
  /** Secrets of 32 bytes or more that sign the cookie, or seal it. Of several the first one signs and all verify. */
  readonly secret: Secrets;
  /** @default `session`, for the whole host, `SameSite=Lax` */
  readonly cookie?: SessionCookieOptions;
  /**
   * Seconds without a request after which a session ends.
   * @default two weeks
   */
  readonly idle?: number;
  /**
   * Seconds after which a session ends whatever happens.
   * @default 90 days
   */
  readonly absolute?: number;
  /**
   * Whether the cookie goes when the browser closes.
   * @default false
   */
  readonly browserSession?: boolean;
  /**
   * Seconds that the store may take for an answer; then it counts as down.
   * @default 5
   */
  readonly patience?: number;
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/**
 * Makes the middleware. Nothing is loaded until somebody asks, and nothing saved unless something changed.
 * @throws UsageError `secret-invalid`; SessionError `session-options`
 */
export function sessions<T extends object = Record<string, unknown>>(
  options: SessionsOptions,
): Middleware<SessionEnviron<T>> {
  const policy = policyOf(options);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      warnOnce(options.store, environ);
      const handle = new RequestSession<T>(environ, policy);
      const inner = provide(environ, { 'tsgi.session': handle } satisfies SessionEnviron<T>);
      const answer = (thrown: unknown): Promise<ResponseBody> => {
        if (!handle.isOpen) throw thrown;
        return answerThrown(thrown, handle, environ, startResponse);
      };
      try {
        const body = onCommit(app, inner, startResponse, (response) => {
          if (handle.isOpen) return save(handle, environ, response);
          handle.send();
          return response;
        });
        return isPromiseLike(body) ? body.then(undefined, answer) : body;
      } catch (error) {
        return answer(error);
      }
    });
}

const DAY = 24 * 3600;

function policyOf(options: SessionsOptions): SessionPolicy {
  const { store, secret, clock = systemClock, browserSession = false, patience = 5 } = options;
  const { idle = 14 * DAY, absolute = 90 * DAY } = options;
  for (const [name, seconds] of Object.entries({ idle, absolute, patience })) {
    if (seconds > 0 && Number.isFinite(seconds)) continue;
    throw new SessionError('session-options', `${name} is a number of seconds above 0, not ${seconds}`);
  }
  assertStore(store);
  const { name = 'session', ...attributes } = options.cookie ?? {};
  const cookie = new GuardedCookie(name, attributes);
  const place = placesIn(store, { secret, cookie, patience, clock });
  return { place, cookie, idle, absolute, isBrowserSession: browserSession, clock };
}

/** Else each request would find out, and be answered as if a store were down. */
function assertStore(store: unknown): void {
  const needed = ['load', 'create', 'change', 'destroy'];
  const isObject = typeof store === 'object' && store !== null && 'guarantees' in store;
  if (isObject && ('sealer' in store || needed.every((name) => typeof Reflect.get(store, name) === 'function'))) return;
  const what =
    typeof store === 'function' ? 'a function: call it' : `none: it lacks one of guarantees, ${needed.join(', ')}`;
  throw new SessionError('session-options', `The store is ${what}, as in sessions({ store: memoryStore() })`);
}

/** What an application throws is no reason to forget what it has changed: that is saved, and the error answered. */
async function answerThrown<T extends object>(
  thrown: unknown,
  handle: RequestSession<T>,
  environ: Environ,
  startResponse: StartResponse,
): Promise<ResponseBody> {
  const answer = begun(errorResponse(httpErrorFor(thrown, environ), environ));
  const {
    status: line,
    headers,
    body,
  } = await save(handle, environ, answer).catch((error: unknown) => {
    // One of the two can be thrown on; the other must not be lost.
    environ['tsgi.errors'].write(`${environ.REQUEST_METHOD} ${environ.PATH_INFO} failed: ${describeError(thrown)}\n`);
    throw error;
  });
  startResponse(line, headers, { error: thrown });
  return body;
}

async function save<T extends object>(
  handle: RequestSession<T>,
  environ: Environ,
  response: BegunResponse,
): Promise<BegunResponse> {
  const headers = addListItem(response.headers, 'Vary', 'Cookie');
  try {
    const cookie = await handle.commit();
    return { ...response, headers: cookie === undefined ? headers : appendHeader(headers, 'Set-Cookie', cookie) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return instead(error, environ, response);
  }
}

/** Nothing was sent yet, so a session that cannot be saved is an answer, and no page that promises too much. */
function instead(error: HttpError, environ: Environ, response: BegunResponse): BegunResponse {
  discardBody(response.body, environ['tsgi.errors']);
  const { cause } = error;
  if (cause !== undefined) {
    environ['tsgi.exchange'].facts.error = error;
    const text = describeError(cause);
    environ['tsgi.errors'].write(`${environ.REQUEST_METHOD} ${environ.PATH_INFO}: session not saved: ${text}\n`);
  }
  const answer = begun(errorResponse(error, environ));
  return { ...answer, headers: addListItem(answer.headers, 'Vary', 'Cookie') };
}

function begun({ status: code, headers, body }: HttpResponse): BegunResponse {
  return { status: status(code), headers: headers.list, body };
}
