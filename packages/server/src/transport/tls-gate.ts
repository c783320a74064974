/**
 * TLS on sockets that others have accepted (and taken a PROXY header from): a `tls.Server` that never listens.
 * Certificates are read when it is made, and again when told.
 */
import { AsyncResource, triggerAsyncId } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';
import { isCertificateRefused } from './client-certificate.ts';
import type { KeyPair, Pem, TlsOptions } from './tls-options.ts';

export class TlsGate {
  readonly #options: TlsOptions;
  readonly #server: Server;
  #names: ReadonlyMap<string, SecureContext>;
  /** Who waits for a handshake, by the async id of its beginning. */
  readonly #waiting = new Map<number, (socket: TLSSocket) => void>();

  /** @throws the error of the file system, or of OpenSSL for a certificate or key that is none */
  constructor(options: TlsOptions) {
    this.#options = options;
    const { own, names } = readCertificates(options);
    this.#names = names;
    this.#server = createServer({
      ...own,
      ALPNProtocols: ['http/1.1'],
      requestCert: this.asksForCertificate,
      rejectUnauthorized: options.clientCertificates?.required ?? true,
      // The deadline of the whole arrival is the entrance's business.
      handshakeTimeout: 2 ** 31 - 1,
      SNICallback: (name, done) => done(null, this.#contextFor(name)),
    });
    this.#server.on('secureConnection', this.#onSecured);
  }

  get asksForCertificate(): boolean {
    return this.#options.clientCertificates !== undefined;
  }

  /** Shakes hands. A handshake that fails destroys the socket, and `secured` is never called. */
  secure(socket: Socket, secured: (socket: TLSSocket) => void): void {
    // `tls.Server` does not say which socket a TLS socket was made of, but that was made in this resource's scope.
    const beginning = new AsyncResource('TSGIHANDSHAKE');
    const id = beginning.asyncId();
    this.#waiting.set(id, secured);
    socket.once('close', () => this.#waiting.delete(id));
    // A client that ends within its handshake is gone.
    socket.allowHalfOpen = false;
    beginning.runInAsyncScope(() => this.#server.emit('connection', socket));
  }

  /** Reads the certificates again. When that throws, those of before stay. */
  reload(): void {
    const { own, names } = readCertificates(this.#options);
    this.#server.setSecureContext(own);
    this.#names = names;
  }

  readonly #onSecured = (socket: TLSSocket): void => {
    const id = triggerAsyncId();
    const secured = this.#waiting.get(id);
    this.#waiting.delete(id);
    // Where certificates are optional, a bad one is still none that may pass for none.
    if (secured === undefined || (this.asksForCertificate && isCertificateRefused(socket))) {
      socket.destroy();
      return;
    }
    socket.allowHalfOpen = true;
    secured(socket);
  };

  #contextFor(name: string): SecureContext | undefined {
    const lower = name.toLowerCase();
    return this.#names.get(lower) ?? this.#names.get(`*${lower.slice(lower.indexOf('.'))}`);
  }
}

interface Certificates {
  readonly own: ReturnType<typeof readPair>;
  readonly names: ReadonlyMap<string, SecureContext>;
}

/** Reads everything, and has it checked, before anything is used. */
function readCertificates(options: TlsOptions): Certificates {
  const { clientCertificates, names = {} } = options;
  const ca = clientCertificates === undefined ? {} : { ca: read(clientCertificates.ca) };
  const own = { ...readPair(options), ...ca };
  createSecureContext(own);
  const contexts = Object.entries(names).map(([name, pair]): [string, SecureContext] => [
    name.toLowerCase(),
    createSecureContext({ ...readPair(pair), ...ca }),
  ]);
  return { own, names: new Map(contexts) };
}

function readPair({ cert, key }: KeyPair): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: read(cert), key: read(key) };
}

function read(pem: Pem): Buffer {
  return typeof pem === 'string' ? readFileSync(pem) : Buffer.from(pem);
}
