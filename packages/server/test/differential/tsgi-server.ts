/** `@tsgi/server`, asked what it makes of the bytes of a connection. */
import type { Application, Environ } from '@tsgi/protocol';
import { createServer, type Server } from '../../src/index.ts';
import { LIMITS, read } from '../parse-every-way.ts';
import { exchangeBytes } from './exchange-bytes.ts';
import { type Outcome, type Sighting, statusesIn } from './outcome.ts';

export class TsgiServer {
  readonly #server: Server;
  /** What is known of the one connection at a time. */
  #seen: Sighting[] = [];

  private constructor() {
    const app: Application = async (environ, startResponse) => {
      const sighting = sightingOf(environ);
      this.#seen.push(sighting);
      for await (const chunk of environ['tsgi.input']) sighting.body += Buffer.from(chunk).toString('latin1');
      sighting.isWhole = true;
      startResponse('200 OK', environ.REQUEST_METHOD === 'CONNECT' ? [] : [['Content-Length', '0']]);
      return [];
    };
    this.#server = createServer(app, { port: 0, errors: { write: () => undefined, flush: () => undefined } });
  }

  static async listen(): Promise<TsgiServer> {
    const tsgi = new TsgiServer();
    await tsgi.#server.listen();
    return tsgi;
  }

  async read(text: string): Promise<Outcome> {
    this.#seen = [];
    const received = await exchangeBytes(Number(new URL(this.#server.url).port), text);
    const status = statusesIn(received).findLast((status) => status >= 400);
    return { seen: this.#seen, refusal: status === undefined ? undefined : refusalOf(text, status) };
  }

  close(): Promise<void> {
    return this.#server.close({ timeout: 0 });
  }
}

/** The parser's name for what was answered with this status: the server only says the number. */
function refusalOf(text: string, status: number): string {
  const reading = read([Buffer.from(text, 'latin1')], LIMITS);
  return reading.error !== undefined && reading.status === status ? reading.error : `status ${status}`;
}

function sightingOf(environ: Environ): Sighting {
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(environ)) {
    if (key.startsWith('HTTP_')) fields[key.slice(5)] = String(value);
  }
  if (environ.CONTENT_LENGTH !== undefined) fields['CONTENT_LENGTH'] = environ.CONTENT_LENGTH;
  if (environ.CONTENT_TYPE !== undefined) fields['CONTENT_TYPE'] = environ.CONTENT_TYPE;
  return { method: environ.REQUEST_METHOD, target: environ.REQUEST_URI, fields, body: '', isWhole: false };
}
