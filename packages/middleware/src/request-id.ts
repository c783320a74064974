/** `requestId`: a name for each request, in its logs and in its answer. */
import { randomUUID } from 'node:crypto';
import { type Environ, forwardRoutes, type Middleware, provide, setHeader } from '@tsgi/protocol';

/** What {@link requestId} provides. */
export interface RequestIdEnviron {
  'tsgi.request_id': string;
}

/** Options of {@link requestId}. */
export interface RequestIdOptions {
  /**
   * The header that carries the id: of the answer, and of the request where that is trusted.
   * @default 'X-Request-Id'
   */
  readonly header?: string;
  /**
   * Whether the id that the request brings is taken over: only behind a proxy that sets it. One that is longer than 128
   * characters, or has others than letters, digits and `-_.:=+/`, is not.
   * @default false
   */
  readonly trust?: boolean;
  /**
   * Makes an id.
   * @default randomUUID
   */
  readonly generate?: () => string;
}

/** Names each request, for `exchange.facts.requestId`, the environ and the answer. */
export function requestId(options: RequestIdOptions = {}): Middleware<RequestIdEnviron> {
  const { header = 'X-Request-Id', trust = false, generate = randomUUID } = options;
  const key = `HTTP_${header.toUpperCase().replaceAll('-', '_')}` as const;
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const given = trust ? givenId(environ, key) : undefined;
      const id = given ?? generate();
      environ['tsgi.exchange'].facts.requestId = id;
      return app(provide(environ, { 'tsgi.request_id': id } satisfies RequestIdEnviron), (status, headers, failure) =>
        startResponse(status, setHeader(headers, header, id), failure),
      );
    });
}

function givenId(environ: Environ, key: `HTTP_${string}`): string | undefined {
  const given = environ[key];
  return given !== undefined && /^[\w.:=+/-]{1,128}$/.test(given) ? given : undefined;
}
