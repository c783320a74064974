/**
 * `csrf`: no other site acts in the name of a visitor. By what the browser says of where a request comes from; for
 * clients that say nothing, by a token that only a page of this site can know (OWASP: signed double submit).
 */
import { errorResponse, type HttpError, HttpRequest, httpErrorFor, onLogin, type Secrets } from '@tsgi/http';
import { type Environ, forwardRoutes, isPromiseLike, type Middleware, onCommit, provide } from '@tsgi/protocol';
import { assertList } from './assert-list.ts';
import { CsrfCookie } from './csrf-cookie.ts';
import { provenanceOf } from './csrf-origin.ts';
import { CSRF_FIELD, type CsrfEnviron, CsrfRequest } from './csrf-request.ts';
import { OriginList, type OriginRule } from './origin-list.ts';
import { PathList } from './path-list.ts';

export { assertCsrf, type CsrfEnviron, type CsrfState, csrfContext, csrfToken } from './csrf-request.ts';

/** Options of {@link csrf}. */
export interface CsrfOptions {
  /** Secrets of 32 bytes or more that sign the cookie. Of several the first one signs and all verify. */
  readonly secret: Secrets;
  /**
   * Other origins whose pages may act here.
   * @default none
   */
  readonly trustedOrigins?: readonly OriginRule[];
  /**
   * Paths below this application (`PATH_INFO`) that anybody may call, such as the webhooks of a payment service:
   * `'/hooks/stripe'`, or `'/hooks/*'` for all below.
   * @default none
   */
  readonly exempt?: readonly string[];
  /**
   * Paths whose view checks the token of a multipart form itself, by `assertCsrf`: an upload is not read before its
   * view says how. An answer below 400 that was given without that check becomes an error.
   * @default none: a multipart form of a client that says not where it comes from needs the header
   */
  readonly checkedByView?: readonly string[];
  /**
   * The name of the cookie; on https it gets the prefix `__Host-`.
   * @default 'csrf'
   */
  readonly cookie?: string;
}

/**
 * Refuses requests that another site may have made (403 `csrf-failed`). GET, HEAD, OPTIONS and TRACE pass: a site must
 * do nothing by them. An upgrade does not: a WebSocket that another site opens would carry this one's cookies.
 * Why a request was refused stands in `exchange.facts['csrf.reason']`, and in the answer where `NODE_ENV` is not
 * `production`.
 * @throws UsageError `secret-invalid` or `cookie-invalid`; SecurityError `options-invalid`
 */
export function csrf(options: CsrfOptions): Middleware<CsrfEnviron> {
  const { secret, trustedOrigins = [], exempt = [], checkedByView = [], cookie = 'csrf' } = options;
  for (const [name, list] of Object.entries({ trustedOrigins, exempt, checkedByView })) assertList(name, list);
  const jar = new CsrfCookie(secret, cookie);
  const isExplained = process.env['NODE_ENV'] !== 'production';
  const policy: Policy = {
    trusted: new OriginList(trustedOrigins),
    exempt: new PathList(exempt),
    deferred: new PathList(checkedByView),
  };
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const state = new CsrfRequest(environ, jar, isExplained);
      onLogin(environ, () => state.rotate());
      const inner = provide(environ, { 'tsgi.csrf': state } satisfies CsrfEnviron);
      const answer = (refusal: HttpError | undefined) =>
        refusal === undefined
          ? onCommit(app, inner, startResponse, (response) => state.commit(response))
          : errorResponse(refusal, environ).send(environ, startResponse);
      const refusal = check(environ, state, policy);
      return isPromiseLike(refusal) ? refusal.then(answer) : answer(refusal);
    });
}

interface Policy {
  readonly trusted: OriginList;
  readonly exempt: PathList;
  readonly deferred: PathList;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function check(
  environ: Environ,
  state: CsrfRequest,
  { trusted, exempt, deferred }: Policy,
): HttpError | undefined | Promise<HttpError | undefined> {
  const isSafe = SAFE.has(environ.REQUEST_METHOD);
  const isUpgrade = environ['tsgi.exchange'].upgrade !== undefined;
  if ((isSafe && !isUpgrade) || exempt.has(environ.PATH_INFO)) return undefined;
  const provenance = provenanceOf(environ, trusted);
  switch (provenance.kind) {
    case 'ours':
      return undefined;
    case 'foreign':
      return state.refuse(provenance.reason);
    case 'invalid':
      return provenance.error;
    case 'unknown':
      // Every browser says where it opens a WebSocket from (RFC 6455 §10.2): without that it is none.
      return isSafe ? undefined : checkToken(environ, state, deferred);
  }
}

function checkToken(
  environ: Environ,
  state: CsrfRequest,
  deferred: PathList,
): HttpError | undefined | Promise<HttpError | undefined> {
  const judge = (token: string | undefined): HttpError | undefined => {
    const reason = state.failureOf(token);
    return reason === undefined ? undefined : state.refuse(reason);
  };
  const { HTTP_X_CSRF_TOKEN: header } = environ;
  if (header !== undefined) return judge(header);
  const request = new HttpRequest(environ);
  const type = request.contentType;
  if (type === 'application/x-www-form-urlencoded') {
    return request.form().then(
      (form) => judge(form.get(CSRF_FIELD)),
      (error: unknown) => httpErrorFor(error, environ),
    );
  }
  if (type !== 'multipart/form-data') return judge(undefined);
  if (!deferred.has(environ.PATH_INFO)) return state.refuse('multipart');
  state.defer();
  return undefined;
}
