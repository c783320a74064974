/** `cors`: which pages of other origins may read the answers of this one (Fetch §3.2, the CORS protocol). */
import { errorResponse, forbidden } from '@tsgi/http';
import {
  addListItem,
  type Environ,
  forwardRoutes,
  type HeaderList,
  type Middleware,
  type ResponseBody,
  type StartResponse,
  setHeader,
} from '@tsgi/protocol';
import { assertList } from './assert-list.ts';
import { OriginList, type OriginRule } from './origin-list.ts';
import { SecurityError } from './security-error.ts';

export type { OriginRule } from './origin-list.ts';

/** Options of {@link cors}. */
export interface CorsOptions {
  /** The origins whose pages may read the answers; `'*'` for all, `null` included. */
  readonly origins: '*' | readonly OriginRule[];
  /**
   * The methods that they may use besides GET, HEAD and POST, which a page may always send.
   * @default ['PUT', 'PATCH', 'DELETE']
   */
  readonly methods?: readonly string[];
  /**
   * The request headers that they may set, besides those that a page may always set.
   * @default ['Authorization', 'Content-Type']
   */
  readonly headers?: readonly string[];
  /**
   * The response headers that they may read, besides those that a page may always read.
   * @default none
   */
  readonly exposed?: readonly string[];
  /**
   * Whether requests may carry cookies and other credentials: the pages then act as the visitor.
   * @default false
   */
  readonly credentials?: boolean;
  /**
   * Seconds for which a browser need not ask again.
   * @default 7200, the most that Chromium takes
   */
  readonly maxAge?: number;
}

/**
 * Answers preflight requests itself, and says of every other answer who may read it. It keeps nobody from sending a
 * request: that is `csrf`. Stands outside of what answers errors, so that pages can read those too.
 * @throws SecurityError `options-invalid`, also for credentials with `'*'`
 */
export function cors(options: CorsOptions): Middleware {
  const policy = policyOf(options);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const allowed = policy.allowed(environ.HTTP_ORIGIN);
      if (environ.REQUEST_METHOD === 'OPTIONS' && environ.HTTP_ACCESS_CONTROL_REQUEST_METHOD !== undefined) {
        return answerPreflight(policy, allowed, environ, startResponse);
      }
      return app(environ, (status, headers, failure) =>
        startResponse(status, withOrigin(headers, allowed, policy, policy.onAnswer), failure),
      );
    });
}

interface Policy {
  /** What `Access-Control-Allow-Origin` says to an origin; `undefined` for nothing. */
  readonly allowed: (origin: string | undefined) => string | undefined;
  /** Whether that is the same for everybody, so that caches need not tell origins apart. */
  readonly isForAll: boolean;
  readonly onPreflight: HeaderList;
  readonly onAnswer: HeaderList;
}

function policyOf(options: CorsOptions): Policy {
  const { origins, credentials = false, maxAge = 7200, exposed = [] } = options;
  const { methods = ['PUT', 'PATCH', 'DELETE'], headers = ['Authorization', 'Content-Type'] } = options;
  for (const [name, list] of Object.entries({ methods, headers, exposed })) assertList(name, list);
  if (credentials && origins === '*') {
    throw new SecurityError('options-invalid', 'Credentials for all origins would let any page act as the visitor');
  }
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw new SecurityError('options-invalid', `maxAge is a whole number of seconds, not ${maxAge}`);
  }
  const withCredentials: HeaderList = credentials ? [['Access-Control-Allow-Credentials', 'true']] : [];
  return {
    allowed: allowedBy(origins),
    isForAll: origins === '*',
    onPreflight: [
      ...withCredentials,
      ...listHeader('Access-Control-Allow-Methods', ['GET', 'HEAD', 'POST', ...methods]),
      ...listHeader('Access-Control-Allow-Headers', headers),
      ['Access-Control-Max-Age', String(maxAge)],
    ],
    onAnswer: [...withCredentials, ...listHeader('Access-Control-Expose-Headers', exposed)],
  };
}

function allowedBy(origins: CorsOptions['origins']): Policy['allowed'] {
  if (origins === '*') return () => '*';
  assertList('origins', origins);
  const list = new OriginList(origins);
  return (origin) => (origin !== undefined && list.has(origin) ? origin : undefined);
}

function listHeader(name: string, items: readonly string[]): HeaderList {
  for (const item of items) {
    if (TOKEN.test(item) && item !== '*') continue;
    throw new SecurityError('options-invalid', `${JSON.stringify(item)} is no item of ${name}: name each one`);
  }
  return items.length === 0 ? [] : [[name, [...new Set(items)].join(', ')]];
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function answerPreflight(
  policy: Policy,
  allowed: string | undefined,
  environ: Environ,
  startResponse: StartResponse,
): ResponseBody | Promise<ResponseBody> {
  if (allowed === undefined) {
    const message = 'The origin of the page is not one of those that may ask';
    const response = errorResponse(forbidden({ code: 'origin-not-allowed', message }), environ);
    response.headers.addItem('Vary', 'Origin');
    return response.send(environ, startResponse);
  }
  startResponse('204 No Content', withOrigin([], allowed, policy, policy.onPreflight));
  return [];
}

function withOrigin(
  headers: HeaderList,
  allowed: string | undefined,
  { isForAll }: Policy,
  others: HeaderList,
): HeaderList {
  // Also where nothing is allowed: a cache must not give this answer to a page of another origin.
  const varied = isForAll ? headers : addListItem(headers, 'Vary', 'Origin');
  if (allowed === undefined) return varied;
  const named = setHeader(varied, 'Access-Control-Allow-Origin', allowed);
  return others.reduce((list, [name, value]) => setHeader(list, name, value), named);
}
