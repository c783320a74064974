/** What a server can be told. The one place where defaults stand. */
import type { ErrorStream } from '@tsgi/protocol';
import { type Clock, systemClock } from './clock.ts';

/** Options of `createServer` and `serve`. Times are in milliseconds, sizes in bytes. */
export interface ServerOptions {
  /**
   * The address to listen on; `'::'` and `'0.0.0.0'` are all of them.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * The port to listen on; 0 takes a free one.
   * @default 8000
   */
  readonly port?: number;
  /**
   * Where the server and its applications log.
   * @default process.stderr
   */
  readonly errors?: ErrorStream;
  /**
   * Whether other processes run the same application: `tsgi.multiprocess`.
   * @default false
   */
  readonly multiprocess?: boolean;
  /**
   * The most bytes of a request line. A longer one is answered 414.
   * @default 8192
   */
  readonly maxRequestLine?: number;
  /**
   * The most bytes of a header section. A larger one is answered 431.
   * @default 32768 (32 KiB)
   */
  readonly maxHeaderSize?: number;
  /**
   * The most fields of a header section. More are answered 431.
   * @default 100
   */
  readonly maxHeaderCount?: number;
  /**
   * The most bytes of a request body. A larger one is answered 413.
   * @default Infinity: how much to read is the application's business
   */
  readonly maxBodySize?: number;
  /**
   * The most connections at once. Further ones are closed.
   * @default Infinity
   */
  readonly maxConnections?: number;
  /**
   * The most connections at once of one address.
   * @default Infinity
   */
  readonly maxConnectionsPerAddress?: number;
  /**
   * The most requests of one connection; the last one's answer says `Connection: close`.
   * @default 1000
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * How long a head may take, from its first byte. Then it is answered 408.
   * @default 10000 (10 s)
   */
  readonly headTimeout?: number;
  /**
   * How long a client may send nothing of a body that is waited for, in all. Bytes earn time at the rate of
   * `minBodyRate`, up to this again. Then 408.
   * @default 10000 (10 s)
   */
  readonly bodyTimeout?: number;
  /**
   * How fast a body that is waited for has to come, in bytes a second.
   * @default 500
   */
  readonly minBodyRate?: number;
  /**
   * How long a connection may wait for its next request. Longer than a proxy's, which would lose a request that
   * crosses the close.
   * @default 75000 (75 s)
   */
  readonly keepAliveTimeout?: number;
  /**
   * How long a client may take nothing of a response. Then the connection is destroyed.
   * @default 30000 (30 s)
   */
  readonly writeTimeout?: number;
  /**
   * How long `close()` waits for requests in flight, when it is not told otherwise.
   * @default 30000 (30 s)
   */
  readonly closeTimeout?: number;
  /**
   * What the time is.
   * @default the machine's clock
   */
  readonly clock?: Clock;
}

/** Options with nothing left open. */
export type ResolvedOptions = Required<ServerOptions>;

/**
 * Fills in the defaults.
 * @throws RangeError for a number that is none, or negative
 */
export function resolveOptions(options: ServerOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 8000,
    errors: options.errors ?? standardError,
    multiprocess: options.multiprocess ?? false,
    maxRequestLine: options.maxRequestLine ?? 8192,
    maxHeaderSize: options.maxHeaderSize ?? 32_768,
    maxHeaderCount: options.maxHeaderCount ?? 100,
    maxBodySize: options.maxBodySize ?? Number.POSITIVE_INFINITY,
    maxConnections: options.maxConnections ?? Number.POSITIVE_INFINITY,
    maxConnectionsPerAddress: options.maxConnectionsPerAddress ?? Number.POSITIVE_INFINITY,
    maxRequestsPerConnection: options.maxRequestsPerConnection ?? 1000,
    headTimeout: options.headTimeout ?? 10_000,
    bodyTimeout: options.bodyTimeout ?? 10_000,
    minBodyRate: options.minBodyRate ?? 500,
    keepAliveTimeout: options.keepAliveTimeout ?? 75_000,
    writeTimeout: options.writeTimeout ?? 30_000,
    closeTimeout: options.closeTimeout ?? 30_000,
    clock: options.clock ?? systemClock,
  };
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} must be at least 0, not ${value}`);
  }
  return resolved;
}

const standardError: ErrorStream = {
  write(text) {
    process.stderr.write(text);
  },
  flush: () => undefined,
};
