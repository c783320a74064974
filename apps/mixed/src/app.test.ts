import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { lint } from '@tsgi/lint';
import type { Application } from '@tsgi/protocol';
import { type Server, serve } from '@tsgi/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import mixed, { close } from './app.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsgi-mixed-'));
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
  rmSync(folder, { recursive: true });
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
    const response = await fetch(new URL(path, server.url), { headers: { Accept: 'text/html' } });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(part);
  });

  it('links its polls below their prefix', async () => {
    const page = await (await fetch(new URL('/polls/', server.url))).text();
    expect(page).toMatch(/href="\/polls\/polls\/\w+"/);
    expect(page).not.toMatch(/(href|src|action)="\/(?!polls\/)/);
  });

  it('counts the requests of every part by its route, and the upgrade too', async () => {
    for (const path of ['/polls/', '/api/tags']) await (await fetch(new URL(path, server.url))).text();
    const socket = await open();
    socket.terminate();
    // An upgrade is over, and counted, when its socket has closed on this side too.
    let text = '';
    while (!text.includes('status="101"')) text = await (await fetch(new URL('/metrics', server.url))).text();
    expect(text).toMatch(/http_requests_total\{method="GET",route="\/polls\/",status="200"\} [1-9]/);
    expect(text).toMatch(/http_requests_total\{method="GET",route="\/api\/tags",status="200"\} [1-9]/);
  });

  it('echoes what a WebSocket sends', async () => {
    const socket = await open();
    const answer = new Promise((resolve) => socket.on('message', (data: Buffer) => resolve(data.toString())));
    socket.send('hello');
    expect(await answer).toBe('hello');
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
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('tells WebSockets when it stops', async () => {
    const other = await serve(app, { port: 0 });
    const socket = new WebSocket(new URL('/echo', other.url.replace('http', 'ws')));
    await new Promise((resolve) => socket.on('open', resolve));
    const code = closing(socket);
    await other.close();
    expect(await code).toBe(1001);
  });
});

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(new URL('/echo', server.url.replace('http', 'ws')));
  await new Promise((resolve) => socket.on('open', resolve));
  return socket;
}

/** The code with which a socket is closed. */
function closing(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve));
}

/** Under the protocol: `ws` itself sends nothing that is wrong. */
function rawSocketOf(socket: WebSocket): Duplex {
  return (socket as unknown as { _socket: Duplex })._socket;
}
