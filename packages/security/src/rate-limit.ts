/** `rateLimit`: so many requests of one client in so much time. */
import { createHash } from 'node:crypto';
import { errorResponse, HttpError, HttpRequest, httpErrorFor, tooManyRequests } from '@tsgi/http';
import {
  type Environ,
  forwardRoutes,
  getHeaders,
  type HeaderList,
  isInputError,
  type Middleware,
  type ResponseBody,
  type StartResponse,
  setHeader,
} from '@tsgi/protocol';
import { networkOf } from './network-of.ts';
import { type RateCount, RateCounter, type RateLimitRedis } from './rate-counter.ts';
import { SecurityError } from './security-error.ts';

export { networkOf } from './network-of.ts';
export type { RateLimitRedis } from './rate-counter.ts';

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** How many requests there may be in a window. */
  readonly limit: number;
  /** The seconds of a window. It begins with the first request, and then anew with the first one after its end. */
  readonly window: number;
  /**
   * Who is counted as one: requests with the same key. One without a key is not counted.
   * @default {@link networkOf} the client's address
   */
  readonly key?: (request: HttpRequest) => string | undefined | Promise<string | undefined>;
  /**
   * Tells several limits apart, in headers and in Redis.
   * @default 'default'
   */
  readonly name?: string;
  /**
   * Counts in Redis, for all processes together. While it does not answer within a second, each process counts by
   * itself.
   * @default in this process, which keeps every key until its window is over
   */
  readonly redis?: RateLimitRedis;
}

/**
 * Answers requests over the limit with 429 and `Retry-After`, and tells everybody how much is left, in `RateLimit` and
 * `RateLimit-Policy`. Stands inside of `proxyHeaders`, else the proxy is the one client there is.
 * @throws SecurityError `options-invalid`
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const { limit, window, name = 'default' } = options;
  const key = options.key === undefined ? byNetwork : hashed(options.key);
  assertOptions(limit, window, name);
  const counter = new RateCounter({ name, limit, window, redis: options.redis });
  return (app) =>
    forwardRoutes(app, async (environ, startResponse) => {
      const who = await keyOf(environ, key);
      if (who instanceof HttpError) return errorResponse(who, environ).send(environ, startResponse);
      if (who === undefined) return app(environ, startResponse);
      const count = await counter.count(who, environ['tsgi.errors']);
      const told: StartResponse = (status, headers, failure) =>
        startResponse(status, withCount(headers, count, options), failure);
      return count.isOver ? refuse(environ, told, count, name) : app(environ, told);
    });
}

function byNetwork({ remoteAddress }: HttpRequest): string {
  return networkOf(remoteAddress);
}

/** The key, or the error that answers: a form that the key is read from may be none. */
async function keyOf(
  environ: Environ,
  key: NonNullable<RateLimitOptions['key']>,
): Promise<string | undefined | HttpError> {
  try {
    return await key(new HttpRequest(environ));
  } catch (error) {
    if (error instanceof HttpError || isInputError(error)) return httpErrorFor(error, environ);
    throw error;
  }
}

function assertOptions(limit: number, window: number, name: string): void {
  const isLimit = Number.isSafeInteger(limit) && limit > 0;
  // A timer of the memory lasts no longer.
  const isWindow = Number.isSafeInteger(window) && window > 0 && window <= 2_147_483;
  if (isLimit && isWindow && /^[\w.-]+$/.test(name)) return;
  throw new SecurityError(
    'options-invalid',
    `A rate limit has a limit and a window of whole numbers from 1, the window at most 2147483 seconds, and a name of letters, digits and _ . -, not ${JSON.stringify({ limit, window, name })}`,
  );
}

/** A key may be a secret, such as an API key, or as long as a client could make it: neither goes to Redis as it is. */
function hashed(key: NonNullable<RateLimitOptions['key']>): NonNullable<RateLimitOptions['key']> {
  return async (request) => {
    const who = await key(request);
    return who === undefined ? undefined : createHash('sha256').update(who).digest('base64url');
  };
}

/** The lists of draft-ietf-httpapi-ratelimit-headers §3 and §4, with what limits further in have said before. */
function withCount(
  headers: HeaderList,
  { remaining, reset }: RateCount,
  { limit, window, name = 'default' }: RateLimitOptions,
): HeaderList {
  const policies = [`"${name}";q=${limit};w=${window}`, ...getHeaders(headers, 'RateLimit-Policy')].join(', ');
  const limits = [`"${name}";r=${remaining};t=${reset}`, ...getHeaders(headers, 'RateLimit')].join(', ');
  return setHeader(setHeader(headers, 'RateLimit-Policy', policies), 'RateLimit', limits);
}

function refuse(
  environ: Environ,
  startResponse: StartResponse,
  { reset }: RateCount,
  name: string,
): ResponseBody | Promise<ResponseBody> {
  const error = tooManyRequests(reset, {
    code: 'rate-limited',
    message: `Too many requests: try again in ${reset} ${reset === 1 ? 'second' : 'seconds'}`,
    // The problem type that the draft registers, in its §6.
    members: {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': [name],
    },
  });
  return errorResponse(error, environ).send(environ, startResponse);
}
