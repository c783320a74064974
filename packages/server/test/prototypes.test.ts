/**
 * Small working versions of what stands on the protocol's helpers, all in one stack with the contract checked between
 * each two: whatever is awkward to write here is a fault of the protocol.
 */
import { gunzipSync } from 'node:zlib';
import { within } from '@tsgi/harness';
import { lint } from '@tsgi/lint';
import { type Application, compose, type Environ, type Middleware } from '@tsgi/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { type Server, serve } from '../src/index.ts';
import { accessLog } from './prototypes/access-log.ts';
import { compress } from './prototypes/compress.ts';
import { etag } from './prototypes/etag.ts';
import { mount } from './prototypes/mount.ts';
import { type SessionEnviron, session } from './prototypes/session.ts';
import { timeout } from './prototypes/timeout.ts';
import { websocketEcho } from './prototypes/websocket-echo.ts';
import { connectTo } from './raw-client.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const counter: Application<Environ & SessionEnviron> = (environ, startResponse) => {
  const data = environ['prototype.session'];
  const visits = Number(data.get('visits') ?? 0) + 1;
  if (environ.QUERY_STRING !== 'peek') data.set('visits', String(visits));
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return [bytes(`visit ${visits}\n`)];
};

const never: Application = () => new Promise(() => undefined);

const failing: Application = (_, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  return (async function* () {
    yield bytes('half');
    throw new Error('broken in the middle');
  })();
};

const events: Application = (_, startResponse) => {
  startResponse('200 OK', [['Content-Type', 'text/event-stream']]);
  return (async function* () {
    for (const event of ['one', 'two', 'three']) yield bytes(`data: ${event}\n\n`);
  })();
};

let server: Server | undefined;
const lines: string[] = [];
const faults: string[] = [];

afterEach(async () => {
  await server?.close();
  server = undefined;
  expect(faults.splice(0)).toEqual([]);
});

/** The whole stack, with the contract checked on both sides of every middleware. */
async function start(): Promise<string> {
  const stored = new Map<string, ReadonlyMap<string, string>>();
  const store = {
    load: async (id: string) => stored.get(id),
    save: async (id: string, data: ReadonlyMap<string, string>) => void stored.set(id, data),
  };
  const check: Middleware = lint({ onFault: (error) => faults.push(`${error.culprit} ${error.code}`) });
  const sessions = compose(check, session(store), check);
  const site = mount(
    {
      '/visits': sessions(check(counter)),
      '/never': check(compose(timeout(20), check)(never)),
      '/failing': check(failing),
      '/events': check(events),
      '/echo': check(websocketEcho),
    },
    check((_, startResponse) => {
      startResponse('404 Not Found', [['Content-Type', 'text/plain']]);
      return [bytes('nothing here\n')];
    }),
  );
  lines.length = 0;
  const log = accessLog((line) => lines.push(line));
  server = await serve(compose(check, log, check, compress, check, etag, check)(site), {
    port: 0,
    errors: { write: () => undefined, flush: () => undefined },
  });
  return server.url.replace(/\/$/, '');
}

describe('a stack of prototypes', () => {
  it('keeps a session from request to request', async () => {
    const url = await start();
    const first = await ask(`${url}/visits`);
    expect(await first.text()).toBe('visit 1\n');
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(first.headers.get('vary')).toContain('Cookie');
    const second = await ask(`${url}/visits`, { headers: { cookie } });
    expect(await second.text()).toBe('visit 2\n');
  });

  it('sets no cookie where nothing changed', async () => {
    const url = await start();
    const response = await ask(`${url}/visits?peek`);
    expect(await response.text()).toBe('visit 1\n');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('compresses what the client can read, event by event', async () => {
    const url = await start();
    const response = await ask(`${url}/events`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe('data: one\n\ndata: two\n\ndata: three\n\n');
    const raw = await send(url, 'GET /visits HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n');
    expect(gunzipSync(raw.subarray(raw.indexOf('\r\n\r\n') + 4)).toString()).toBe('visit 1\n');
  });

  it('answers 304 to a client that has the page', async () => {
    const url = await start();
    const plain = { 'accept-encoding': 'identity' };
    const tag = (await ask(`${url}/nowhere`, { headers: plain })).headers.get('etag');
    expect(tag).toBeNull();
    const first = await ask(`${url}/visits?peek`, { headers: plain });
    const etag = first.headers.get('etag') ?? '';
    expect(await first.text()).toBe('visit 1\n');
    const second = await ask(`${url}/visits?peek`, { headers: { ...plain, 'if-none-match': etag } });
    expect([second.status, await second.text()]).toEqual([304, '']);
  });

  it('answers for an application that does not', async () => {
    const url = await start();
    const response = await ask(`${url}/never`);
    expect([response.status, await response.text()]).toEqual([503, 'Too slow\n']);
  });

  it('lets a client notice that an answer was cut short, and logs what was sent', async () => {
    const url = await start();
    const response = await ask(`${url}/failing`, { headers: { 'accept-encoding': 'identity' } });
    await expect(response.text()).rejects.toThrow();
    expect(lines).toEqual(['GET /failing 200 4 aborted']);
  });

  it('logs status and bytes of each request', async () => {
    const url = await start();
    await (await ask(`${url}/nowhere`, { headers: { 'accept-encoding': 'identity' } })).text();
    expect(lines).toEqual(['GET /nowhere 404 13']);
  });

  it('lets a WebSocket through', async () => {
    const url = await start();
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    const handshake = `GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`;
    const hello = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x69 ^ 2]);
    const close = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
    const answer = await send(url, Buffer.concat([Buffer.from(handshake), hello, close]));
    const text = answer.toString('latin1');
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(text).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
    expect(text).toMatch(/\r\n\r\n\x81\x02hi\x88\x00$/);
    const refused = await ask(`${url}/echo`);
    expect([refused.status, await refused.text()]).toEqual([426, 'This is a WebSocket\n']);
  });
});

function ask(url: string, init?: RequestInit): Promise<Response> {
  return within(`an answer to ${url}`, fetch(url, init));
}

/** Everything a server says on a connection until it ends it. */
async function send(url: string, request: string | Buffer): Promise<Buffer> {
  const client = await connectTo(url);
  client.socket.write(request);
  return Buffer.from(await client.rest(), 'latin1');
}
