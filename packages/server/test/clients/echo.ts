import type { Application, Environ } from '@tsgi/protocol';
import { encode } from '../start.ts';

/** What an application heard, for a client to say it again. */
export interface Heard {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly body: string;
  /** Which connection it came on. */
  readonly connection: string;
}

/** Answers what it was asked, in JSON; `/chunks` answers in pieces of no known number. Keeps what it heard. */
export function echo(heard: Heard[]): Application {
  return async (environ, startResponse) => {
    const text = JSON.stringify(await hear(environ, heard));
    startResponse('200 OK', [['Content-Type', 'application/json']]);
    return environ.PATH_INFO === '/chunks' ? pieces(text) : [encode(text)];
  };
}

async function hear(environ: Environ, heard: Heard[]): Promise<Heard> {
  let body = '';
  for await (const chunk of environ['tsgi.input']) body += Buffer.from(chunk).toString('latin1');
  const one: Heard = {
    method: environ.REQUEST_METHOD,
    target: environ.REQUEST_URI,
    protocol: environ.SERVER_PROTOCOL,
    body,
    connection: `${environ.REMOTE_ADDR}:${environ.REMOTE_PORT ?? ''}`,
  };
  heard.push(one);
  return one;
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  for (const piece of text.split(/(?=,)/)) {
    yield encode(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many connections brought them. */
export function connectionsOf(heard: readonly Heard[]): number {
  return new Set(heard.map(({ connection }) => connection)).size;
}
