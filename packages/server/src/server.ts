/** A server: listens, accepts, counts its connections, and stops without dropping a request. */
import { setMaxListeners } from 'node:events';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import type { Application } from '@tsgi/protocol';
import { Connection } from './connection.ts';
import { describeError } from './describe-error.ts';
import type { ConnectionFacts } from './environ.ts';
import { fileBody } from './file-body.ts';
import { Heartbeat } from './heartbeat.ts';
import { type ResolvedOptions, resolveOptions, type ServerOptions } from './options.ts';
import type { Service } from './service.ts';

/** A server for one application. */
export interface Server {
  /**
   * Begins to listen.
   * @throws the error of the system: `EADDRINUSE`, `EACCES`, ...
   */
  listen(): Promise<void>;
  /**
   * Where it listens: `http://127.0.0.1:8000`, without a slash at the end.
   * @throws Error when it does not listen
   */
  readonly url: string;
  /**
   * Stops: accepts nothing more, tells idle connections to go and endless responses to end (`exchange.draining`), lets
   * requests in flight finish, and destroys what is left after `timeout` milliseconds.
   * @param options `timeout` is `closeTimeout` of the server's options by default
   */
  close(options?: { readonly timeout?: number }): Promise<void>;
}

/** Makes a server that does not listen yet. */
export function createServer(app: Application, options: ServerOptions = {}): Server {
  return new HttpServer(app, resolveOptions(options));
}

/** Makes a server and begins to listen. */
export async function serve(app: Application, options: ServerOptions = {}): Promise<Server> {
  const server = createServer(app, options);
  await server.listen();
  return server;
}

class HttpServer implements Server {
  readonly #options: ResolvedOptions;
  readonly #service: Service;
  readonly #net: NetServer;
  readonly #connections = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();
  readonly #heartbeat: Heartbeat;
  readonly #draining = new AbortController();
  #closing: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(app: Application, options: ResolvedOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.clock, this.#connections);
    // Every open WebSocket and event stream listens to this one signal.
    setMaxListeners(0, this.#draining.signal);
    this.#service = {
      app,
      options,
      heartbeat: this.#heartbeat,
      environ: {
        errors: options.errors,
        multiprocess: options.multiprocess,
        fileWrapper: fileBody,
      },
      limits: parserLimits(options),
      draining: this.#draining.signal,
    };
    this.#net = createNetServer({ allowHalfOpen: true, noDelay: true, highWaterMark: 65_536 }, this.#accept);
    // A server that cannot accept for a while (EMFILE) is not a server that is dead.
    this.#net.on('error', this.#onAcceptError);
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#net.once('error', reject);
      this.#net.listen({ host: this.#options.host, port: this.#options.port }, () => {
        this.#net.off('error', reject);
        resolve();
      });
    });
  }

  get url(): string {
    const address = this.#net.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen');
    return `http://${reachable(address)}:${address.port}`;
  }

  close({ timeout = this.#options.closeTimeout }: { readonly timeout?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#stop(timeout));
  }

  async #stop(timeout: number): Promise<void> {
    if (this.#net.listening) this.#net.close();
    this.#draining.abort(new DOMException('The server is stopping', 'AbortError'));
    for (const connection of this.#connections) connection.drain();
    if (this.#connections.size === 0) return;
    const stopWaiting = this.#options.clock.every(timeout, () => {
      for (const connection of this.#connections) connection.destroy();
    });
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    stopWaiting();
  }

  readonly #accept = (socket: Socket): void => {
    const facts = factsOf(socket);
    const { remoteAddress } = facts;
    const ofAddress = (this.#perAddress.get(remoteAddress) ?? 0) + 1;
    const { maxConnections, maxConnectionsPerAddress } = this.#options;
    if (this.#connections.size >= maxConnections || ofAddress > maxConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    this.#heartbeat.start();
    const connection = new Connection(socket, facts, this.#service);
    this.#connections.add(connection);
    this.#perAddress.set(remoteAddress, ofAddress);
    socket.on('close', () => this.#forget(connection, remoteAddress));
    if (this.#draining.signal.aborted) connection.drain();
  };

  #forget(connection: Connection, address: string): void {
    this.#connections.delete(connection);
    const others = (this.#perAddress.get(address) ?? 1) - 1;
    if (others === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, others);
    if (this.#connections.size === 0) this.#whenEmpty?.();
  }

  /** Near the limit of open files, idle connections make room, the oldest ones first. */
  readonly #onAcceptError = (error: Error): void => {
    if (!this.#net.listening) return;
    this.#options.errors.write(`Accepting a connection failed: ${describeError(error)}\n`);
    let freed = 0;
    for (const connection of this.#connections) {
      if (connection.leaveIfIdle() && ++freed === MOST_FREED) return;
    }
  };
}

const MOST_FREED = 32;

function factsOf(socket: Socket): ConnectionFacts {
  return {
    scheme: 'http',
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    remotePort: socket.remotePort === undefined ? undefined : String(socket.remotePort),
    localAddress: plainAddress(socket.localAddress ?? ''),
    localPort: String(socket.localPort ?? ''),
    extra: undefined,
  };
}

/** An IPv4 client of an IPv6 socket has its own address. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function reachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (family === 'IPv4') return address;
  return address === '::' ? '[::1]' : `[${address}]`;
}

function parserLimits(options: ResolvedOptions): Service['limits'] {
  return {
    head: { requestLine: options.maxRequestLine, fields: options.maxHeaderSize },
    fieldCount: options.maxHeaderCount,
    chunked: { body: options.maxBodySize, sizeLine: 256, extensions: 4096, trailers: 8192, trailerCount: 32 },
    emptyLines: 2,
  };
}
