/** `node:http`, asked what it makes of the bytes of a connection. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { exchangeBytes } from './exchange-bytes.ts';
import { type Outcome, type Sighting, statusesIn } from './outcome.ts';

export class NodeServer {
  readonly #server: Server;
  /** What is known of the one connection at a time. */
  #seen: Sighting[] = [];
  #code: string | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#see(request);
      // An interim response that node:http sends itself (100) is told from this one.
      request.on('end', () => response.writeHead(200, { 'Content-Length': 0 }).end());
    });
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => {
      this.#see(request).isWhole = true;
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      this.#code ??= error.code;
      // The events of what was read before have not all come yet.
      setImmediate(() => socket.destroy());
    });
    this.#server.keepAliveTimeout = 0;
  }

  static async listen(): Promise<NodeServer> {
    const node = new NodeServer();
    // Without this it gives up requests whose client has half-closed, which RFC 9112 §9.6 does not ask for.
    Object.assign(node.#server, { httpAllowHalfOpen: true });
    node.#server.listen(0, '127.0.0.1');
    await once(node.#server, 'listening');
    return node;
  }

  async read(text: string): Promise<Outcome> {
    this.#seen = [];
    this.#code = undefined;
    const received = await exchangeBytes((this.#server.address() as AddressInfo).port, text);
    return { seen: this.#seen, refusal: this.#refusalIn(received) };
  }

  /** What it answers itself (400, 417) is no error of a client to it. */
  #refusalIn(received: string): string | undefined {
    const status = statusesIn(received).findLast((status) => status >= 400);
    return this.#code ?? (status === undefined ? undefined : `status ${status}`);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #see(request: IncomingMessage): Sighting {
    const { method = '', url = '' } = request;
    const sighting: Sighting = {
      method,
      target: url,
      fields: environFields(request.rawHeaders),
      body: '',
      isWhole: false,
    };
    this.#seen.push(sighting);
    request.on('data', (chunk: Buffer) => {
      sighting.body += chunk.toString('latin1');
    });
    request.on('end', () => {
      sighting.isWhole = request.complete;
    });
    request.on('error', () => undefined);
    return sighting;
  }
}

const LEFT_OUT = /_|^(?:proxy|connection|keep-alive|te|transfer-encoding|upgrade|proxy-connection|trailer)$/;

/** What the protocol makes of the fields: see its section on the environ. */
function environFields(raw: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    if (LEFT_OUT.test(name)) continue;
    const key = name.toUpperCase().replaceAll('-', '_');
    const before = fields[key];
    fields[key] =
      before === undefined ? (raw[at + 1] ?? '') : `${before}${name === 'cookie' ? '; ' : ', '}${raw[at + 1] ?? ''}`;
  }
  return fields;
}
