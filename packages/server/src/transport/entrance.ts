/**
 * The way from an accepted socket to a connection: first the PROXY header, then the TLS handshake, both within one
 * deadline. Owns the sockets that are on it.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { ConnectionFacts } from '../environ.ts';
import { factsOf, proxiedFacts, securedFacts } from './connection-facts.ts';
import { parseProxyHeader } from './parse-proxy-header.ts';
import type { ProxyHeader } from './proxy-header.ts';
import { ProxyHeaderError } from './proxy-header.ts';
import type { TlsGate } from './tls-gate.ts';
import type { TrustedAddresses } from './trusted-addresses.ts';

/** Who waits at the end of it. */
export interface EntranceHost {
  /** Whether a client may go on, now that its address is known. */
  admits(socket: Socket, facts: ConnectionFacts): boolean;
  /** The connection can begin. */
  entered(socket: Socket, facts: ConnectionFacts): void;
  /** A proxy that is trusted did not speak as it should. */
  misspoken(error: ProxyHeaderError, address: string): void;
}

export interface EntranceOptions {
  /** Who has to send a PROXY header. Nobody else may: to them it is a malformed request. */
  readonly proxies: TrustedAddresses | undefined;
  readonly tls: TlsGate | undefined;
  /** For header and handshake together, in milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
}

export class Entrance {
  readonly #options: EntranceOptions;
  readonly #host: EntranceHost;
  /** The sockets on the way, and what ends their deadlines. */
  readonly #arriving = new Map<Socket, () => void>();

  constructor(options: EntranceOptions, host: EntranceHost) {
    this.#options = options;
    this.#host = host;
  }

  /** How many sockets are on the way. */
  get size(): number {
    return this.#arriving.size;
  }

  /** Takes a socket that was accepted. */
  take(socket: Socket): void {
    const facts = factsOf(socket);
    const { proxies, tls } = this.#options;
    const isProxied = proxies?.(facts.remoteAddress) === true;
    if (isProxied || tls !== undefined) this.#expect(socket);
    if (isProxied) this.#readHeader(socket, facts);
    else this.#admit(socket, facts);
  }

  /** Destroys what has not arrived. */
  close(): void {
    for (const socket of this.#arriving.keys()) socket.destroy();
  }

  #expect(socket: Socket): void {
    const { clock, timeout } = this.#options;
    const stop = timeout === Number.POSITIVE_INFINITY ? () => undefined : clock.every(timeout, () => socket.destroy());
    this.#arriving.set(socket, stop);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#arrived(socket));
  }

  #arrived(socket: Socket): void {
    this.#arriving.get(socket)?.();
    this.#arriving.delete(socket);
  }

  #readHeader(socket: Socket, facts: ConnectionFacts): void {
    let received = Buffer.alloc(0);
    const onEnd = (): void => void socket.destroy();
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const parsed = this.#parse(socket, facts, received);
      if (parsed === undefined) return;
      socket.off('data', onData).off('end', onEnd).pause();
      if (parsed.length < received.length) socket.unshift(received.subarray(parsed.length));
      this.#admit(socket, proxiedFacts(facts, parsed.header));
    };
    socket.on('data', onData).on('end', onEnd);
  }

  #parse(
    socket: Socket,
    facts: ConnectionFacts,
    received: Buffer,
  ): { header: ProxyHeader; length: number } | undefined {
    try {
      return parseProxyHeader(received);
    } catch (error) {
      if (error instanceof ProxyHeaderError) this.#host.misspoken(error, facts.remoteAddress);
      socket.destroy();
      return undefined;
    }
  }

  #admit(socket: Socket, facts: ConnectionFacts): void {
    const { tls } = this.#options;
    if (!this.#host.admits(socket, facts)) socket.destroy();
    else if (tls === undefined) this.#enter(socket, socket, facts);
    else {
      tls.secure(socket, (secured) => {
        this.#enter(socket, secured, securedFacts(facts, secured, tls.asksForCertificate));
      });
    }
  }

  #enter(accepted: Socket, socket: Socket, facts: ConnectionFacts): void {
    this.#arrived(accepted);
    this.#host.entered(socket, facts);
    // What was read behind a PROXY header waits in a socket that is paused.
    if (socket.isPaused()) socket.resume();
  }
}
