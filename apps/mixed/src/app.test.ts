import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { temporaryFolder, until, within } from '@tsgi/harness';
import { lint } from '@tsgi/lint';
import type { Application } from '@tsgi/protocol';
import { type Server, serve } from '@tsgi/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import mixed, { close } from './app.ts';

const folder = temporaryFolder(afterAll);
const log: string[] = [];
let app: Application;
let server: Server;

beforeAll(async () => {
  Object.assign(process.env, {
    DATABASE_URL: '',
    POLLS_VAR: folder,
    POLLS_SECRETS: folder,
    CONDUIT_SECRET: 'x'.repeat(32),
  });
  Reflect.deleteProperty(process.env, 'DATABASE_URL');
  const errors = { write: (text: string) => void log.push(text), flush: () => undefined };
  app = lint()(await mixed());
  server = await serve(app, { port: 0, errors });
});

afterAll(async () => {
  await server.close();
  await close();
  expect(log).toEqual([]);
});

describe('the mixed application', () => {
  it.each([
    ['/', 200, 'Polls: /polls'],
    ['/elsewhere', 404, 'Not here'],
    ['/polls/', 200, '<html'],
    ['/api/tags', 200, '"tags"'],
    ['/static/echo.html', 200, '<h1>Echo</h1>'],
    ['/echo', 426, ''],
  ])('answers %s', async (path, status, part) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(part);
  });

  it('links its polls below their prefix', async () => {
    const page = await (await get('/polls/')).text();
    expect(page).toMatch(/href="\/polls\/polls\/\w+"/);
    expect(page).not.toMatch(/(href|src|action)="\/(?!polls\/)/);
  });

  it('counts the requests of every part by its route, and the upgrade too', async () => {
    for (const path of ['/polls/', '/api/tags']) await (await get(path)).text();
    const socket = await open();
    socket.terminate();
    // An upgrade is over, and counted, when its socket has closed on this side too.
    let text = '';
    await until('an upgrade in the metrics', async () => {
      text = await (await get('/metrics')).text();
      return text.includes('status="101"');
    });
    expect(text).toMatch(/http_requests_total\{method="GET",route="\/polls\/",status="200"\} [1-9]/);
    expect(text).toMatch(/http_requests_total\{method="GET",route="\/api\/tags",status="200"\} [1-9]/);
  });

  it('echoes what a WebSocket sends', async () => {
    const socket = await open();
    const answer = new Promise((resolve) => socket.on('message', (data: Buffer) => resolve(data.toString())));
    socket.send('hello');
    expect(await within('the echo', answer)).toBe('hello');
    const closed = closing(socket);
    socket.close();
    await closed;
  });

  it('survives a WebSocket that breaks the protocol', async () => {
    const socket = await open();
    const closed = closing(socket);
    // Reserved bits that nobody has agreed on (RFC 6455 §5.2).
    rawSocketOf(socket).write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]));
    await closed;
    expect((await get('/')).status).toBe(200);
  });

  it('tells WebSockets when it stops', async () => {
    const other = await serve(app, { port: 0 });
    const socket = await open(other);
    const code = closing(socket);
    await other.close();
    expect(await code).toBe(1001);
  });
});

function get(path: string): Promise<Response> {
  return within(`an answer to ${path}`, fetch(new URL(path, server.url), { headers: { Accept: 'text/html' } }));
}

async function open({ url } = server): Promise<WebSocket> {
  const socket = new WebSocket(new URL('/echo', url.replace('http', 'ws')));
  await within('a WebSocket', once(socket, 'open'));
  return socket;
}

/** The code with which a socket is closed. */
function closing(socket: WebSocket): Promise<number> {
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return within('the end of a WebSocket', closed);
}

/** Under the protocol: `ws` itself sends nothing that is wrong. */
function rawSocketOf(socket: WebSocket): Duplex {
  return (socket as unknown as { _socket: Duplex })._socket;
}
