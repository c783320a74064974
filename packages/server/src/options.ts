/** What a server can be told. The one place where defaults stand. */
import { inspect } from 'node:util';
import type { ErrorStream } from '@tsgi/protocol';
import { type Clock, systemClock } from './clock.ts';
import type { ListenTarget } from './transport/listen-target.ts';
import type { TlsOptions } from './transport/tls-options.ts';
import { type TrustedAddresses, trustedAddresses } from './transport/trusted-addresses.ts';

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
   * A socket to listen on instead of `host` and `port`: a unix socket at `path` (its file gets `mode`, 0o660 say, or what
   * the process's umask leaves; one that nobody listens on is replaced), or one that is open already, as systemd passes
   * it (see `inheritedSockets`). In a worker of `node:cluster` the primary process binds: its umask holds until the
   * worker has set `mode`.
   * @default none
   */
  readonly socket?: { readonly path: string; readonly mode?: number } | { readonly fd: number };
  /**
   * How many connections the system keeps that are not accepted yet; it may have a lower bound of its own.
   * @default 511
   */
  readonly backlog?: number;
  /**
   * Certificates, to speak TLS.
   * @default none: the connections are not secured
   */
  readonly tls?: TlsOptions;
  /**
   * The proxies in front that begin each connection with a PROXY header, version 1 or 2: addresses, networks
   * (`'10.0.0.0/8'`), and `'unix'` for peers on a unix socket. Their connections have to begin with one, and the client
   * it names is `REMOTE_ADDR`. From anybody else a PROXY header is a malformed request.
   * @default []
   */
  readonly proxyProtocol?: readonly string[];
  /**
   * How long a PROXY header and a TLS handshake may take, together. Then the connection is destroyed.
   * @default 10000 (10 s)
   */
  readonly handshakeTimeout?: number;
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
   * The most bytes that are read ahead of the application: a body that it does not read yet, and pipelined requests that
   * wait for their turn. The client has to wait with what is beyond that and one read of the socket more.
   * @default 65536 (64 KiB)
   */
  readonly maxReadAhead?: number;
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
export interface ResolvedOptions
  extends Required<Omit<ServerOptions, 'host' | 'port' | 'socket' | 'tls' | 'proxyProtocol'>> {
  readonly target: ListenTarget;
  readonly tls: TlsOptions | undefined;
  /** `undefined` when there are none. */
  readonly proxies: TrustedAddresses | undefined;
}

/**
 * Fills in the defaults.
 * @throws RangeError for a limit or a time that is no number, or negative; for nothing to read ahead
 * @throws TypeError for an option that there is not: a limit that is misspelt would be none; for `socket` with `host` or
 *   `port`; for a proxy that is no address and no network
 */
export function resolveOptions(options: ServerOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    target: listenTarget(options),
    backlog: options.backlog ?? 511,
    tls: options.tls,
    proxies: proxies(options.proxyProtocol ?? []),
    handshakeTimeout: options.handshakeTimeout ?? 10_000,
    errors: options.errors ?? standardError,
    multiprocess: options.multiprocess ?? false,
    maxRequestLine: options.maxRequestLine ?? 8192,
    maxHeaderSize: options.maxHeaderSize ?? 32_768,
    maxHeaderCount: options.maxHeaderCount ?? 100,
    maxBodySize: options.maxBodySize ?? Number.POSITIVE_INFINITY,
    maxConnections: options.maxConnections ?? Number.POSITIVE_INFINITY,
    maxConnectionsPerAddress: options.maxConnectionsPerAddress ?? Number.POSITIVE_INFINITY,
    maxReadAhead: options.maxReadAhead ?? 65_536,
    maxRequestsPerConnection: options.maxRequestsPerConnection ?? 1000,
    headTimeout: options.headTimeout ?? 10_000,
    bodyTimeout: options.bodyTimeout ?? 10_000,
    minBodyRate: options.minBodyRate ?? 500,
    keepAliveTimeout: options.keepAliveTimeout ?? 75_000,
    writeTimeout: options.writeTimeout ?? 30_000,
    closeTimeout: options.closeTimeout ?? 30_000,
    clock: options.clock ?? systemClock,
  };
  assertNumbers(resolved);
  assertKnown(options, resolved);
  return resolved;
}

function assertNumbers(resolved: ResolvedOptions): void {
  for (const [name, value] of Object.entries(resolved)) {
    const least = name === 'maxReadAhead' ? 1 : 0;
    if (OTHERS.has(name) || (typeof value === 'number' && value >= least)) continue;
    throw new RangeError(`${name} must be a number, at least ${least}, not ${inspect(value)}`);
  }
}

/** The options that are no numbers. */
const OTHERS: ReadonlySet<string> = new Set(['target', 'tls', 'proxies', 'errors', 'multiprocess', 'clock']);

function assertKnown(options: ServerOptions, resolved: ResolvedOptions): void {
  const known = { ...resolved, host: true, port: true, socket: true, proxyProtocol: true };
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`There is no option ${name} of a server`);
  }
}

function listenTarget({ socket, host, port }: ServerOptions): ListenTarget {
  if (socket === undefined) return { kind: 'tcp', host: host ?? '127.0.0.1', port: port ?? 8000 };
  if (host !== undefined || port !== undefined) throw new TypeError('Give a socket, or a host and port');
  return 'fd' in socket ? { kind: 'inherited', fd: socket.fd } : { kind: 'unix', path: socket.path, mode: socket.mode };
}

function proxies(entries: readonly string[]): TrustedAddresses | undefined {
  return entries.length === 0 ? undefined : trustedAddresses(entries);
}

const standardError: ErrorStream = {
  write(text) {
    process.stderr.write(text);
  },
  flush: () => undefined,
};
