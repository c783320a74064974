/** A server: listens, accepts, counts its connections, and stops without dropping a request. */

import { setMaxListeners } from 'node:events';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { Application } from '@tsgi/protocol';
import { describeError } from '@tsgi/protocol';
import { AddressCount } from './address-count.ts';
import { Connection } from './connection.ts';
import type { ConnectionFacts } from './environ.ts';
import { fileBody } from './file-body.ts';
import { Heartbeat } from './heartbeat.ts';
import { type ResolvedOptions, resolveOptions, type ServerOptions } from './options.ts';
import type { Service } from './service.ts';
import { Entrance, type EntranceHost } from './transport/entrance.ts';
import { listenOn, urlOf } from './transport/listen-target.ts';
import type { ProxyHeaderError } from './transport/proxy-header.ts';
import { TlsGate } from './transport/tls-gate.ts';

/** A server for one application. */
export interface Server {
  /**
   * Begins to listen.
   * @throws the error of the system: `EADDRINUSE`, `EACCES`, ...
   */
  listen(): Promise<void>;
  /**
   * Where it listens, without a slash at the end: `http://127.0.0.1:8000`, `https://[::1]:8443`, `unix:/run/app.sock`,
   * or `fd:3` for a unix socket that was open already.
   * @throws Error when it does not listen
   */
  readonly url: string;
  /**
   * Stops: accepts nothing more, tells idle connections to go and endless responses to end (`exchange.draining`), lets
   * requests in flight finish, and destroys what is left after `timeout` milliseconds.
   * @param options `timeout` is `closeTimeout` of the server's options by default
   */
  close(options?: { readonly timeout?: number }): Promise<void>;
  /**
   * Reads the certificates of the option `tls` again; new connections get the new ones. When that throws, those of
   * before stay.
   * @throws Error of the file system or of OpenSSL; without `tls`, that there are none
   */
  reloadCertificates(): void;
}

/**
 * Makes a server that does not listen yet.
 * @throws TypeError for what is no application, and for an option that there is not
 * @throws RangeError for a limit or a time that is no number, or negative
 */
export function createServer(app: Application, options: ServerOptions = {}): Server {
  if (typeof app !== 'function') throw new TypeError(`An application is a function, not ${inspect(app, { depth: 0 })}`);
  return new HttpServer(app, resolveOptions(options));
}

/** Makes a server and begins to listen. */
export async function serve(app: Application, options: ServerOptions = {}): Promise<Server> {
  const server = createServer(app, options);
  await server.listen();
  return server;
}

class HttpServer implements Server, EntranceHost {
  readonly #options: ResolvedOptions;
  readonly #service: Service;
  readonly #net: NetServer;
  readonly #connections = new Set<Connection>();
  readonly #perAddress: AddressCount;
  readonly #tls: TlsGate | undefined;
  readonly #entrance: Entrance;
  readonly #heartbeat: Heartbeat;
  readonly #draining = new AbortController();
  #closing: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(app: Application, options: ResolvedOptions) {
    this.#options = options;
    this.#perAddress = new AddressCount(options.maxConnectionsPerAddress);
    this.#tls = options.tls === undefined ? undefined : new TlsGate(options.tls);
    const { proxies, handshakeTimeout, clock } = options;
    this.#entrance = new Entrance({ proxies, tls: this.#tls, timeout: handshakeTimeout, clock }, this);
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
    return listenOn(this.#net, this.#options.target, this.#options.backlog);
  }

  get url(): string {
    return urlOf(this.#net, this.#tls === undefined ? 'http' : 'https', this.#options.target);
  }

  reloadCertificates(): void {
    if (this.#tls === undefined) throw new Error('The server has no certificates');
    this.#tls.reload();
  }

  close({ timeout = this.#options.closeTimeout }: { readonly timeout?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#stop(timeout));
  }

  async #stop(timeout: number): Promise<void> {
    if (this.#net.listening) this.#net.close();
    this.#draining.abort(new DOMException('The server is stopping', 'AbortError'));
    this.#entrance.close();
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
    if (this.#connections.size + this.#entrance.size >= this.#options.maxConnections) {
      socket.destroy();
      return;
    }
    this.#entrance.take(socket);
  };

  admits(socket: Socket, { remoteAddress }: ConnectionFacts): boolean {
    if (!this.#perAddress.add(remoteAddress)) return false;
    socket.on('close', () => this.#perAddress.remove(remoteAddress));
    return true;
  }

  entered(socket: Socket, facts: ConnectionFacts): void {
    this.#heartbeat.start();
    const connection = new Connection(socket, facts, this.#service);
    this.#connections.add(connection);
    socket.on('close', () => this.#forget(connection));
    if (this.#draining.signal.aborted) connection.drain();
  }

  misspoken(error: ProxyHeaderError, address: string): void {
    this.#options.errors.write(`A connection from ${address} was refused: ${error.message}\n`);
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
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

function parserLimits(options: ResolvedOptions): Service['limits'] {
  return {
    head: { requestLine: options.maxRequestLine, fields: options.maxHeaderSize },
    fieldCount: options.maxHeaderCount,
    chunked: { body: options.maxBodySize, sizeLine: 256, extensions: 4096, trailers: 8192, trailerCount: 32 },
    emptyLines: 2,
  };
}
