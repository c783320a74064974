import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createAuthority } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer, type ServerOptions } from '../src/index.ts';
import { connectTo, get, RawClient } from './raw-client.ts';
import { socketPath } from './socket-path.ts';
import { encode, start } from './start.ts';

const KEYS = ['SERVER_NAME', 'SERVER_PORT', 'REMOTE_ADDR', 'REMOTE_PORT', 'tsgi.url_scheme'];

/** Answers with the addresses in its environ. */
const echo: Application = (environ, startResponse) => {
  startResponse('200 OK', []);
  return [encode(JSON.stringify(Object.fromEntries(Object.entries(environ).filter(([key]) => KEYS.includes(key)))))];
};

const TRUSTED: ServerOptions = { proxyProtocol: ['127.0.0.0/8'] };
const HEADER = 'PROXY TCP4 192.0.2.1 198.51.100.1 56324 8443\r\n';
const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex').toString('latin1');
const LOCAL = `${SIGNATURE}\x20\x00\x00\x00`;
const TLS_AT_PROXY = `${SIGNATURE}\x21\x11\x00\x14\xc0\x00\x02\x01\xc6\x33\x64\x01\xdc\x04\x20\xfb\x20\x00\x05\x01\x00\x00\x00\x00`;
const PLAIN = 'GET / HTTP/1.0\r\n\r\n';

describe('a proxy that is trusted', () => {
  it('names the client', async () => {
    const { url } = await start(echo, TRUSTED);
    const { body } = await (await connectTo(url)).ask(HEADER + PLAIN);
    expect(JSON.parse(body)).toEqual({
      SERVER_NAME: '198.51.100.1',
      SERVER_PORT: '8443',
      REMOTE_ADDR: '192.0.2.1',
      REMOTE_PORT: '56324',
      'tsgi.url_scheme': 'http',
    });
  });

  it('names it byte by byte, before and after the request has begun', async () => {
    const { url } = await start(echo, TRUSTED);
    const client = await connectTo(url);
    for (const byte of `${TLS_AT_PROXY}${get('/')}`) {
      await new Promise((resolve) => client.socket.write(byte, 'latin1', resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(JSON.parse((await client.read()).body)).toMatchObject({ REMOTE_ADDR: '192.0.2.1', SERVER_PORT: '443' });
    expect(JSON.parse((await client.ask(get('/'))).body)).toMatchObject({ REMOTE_ADDR: '192.0.2.1' });
  });

  it('says whether the client came over TLS', async () => {
    const { url } = await start(echo, TRUSTED);
    const { body } = await (await connectTo(url)).ask(TLS_AT_PROXY + get('/'));
    expect(JSON.parse(body)).toMatchObject({ 'tsgi.url_scheme': 'https' });
  });

  it.each([LOCAL, 'PROXY UNKNOWN\r\n'])('speaks for itself with %j', async (header) => {
    const { url } = await start(echo, TRUSTED);
    const { body } = await (await connectTo(url)).ask(header + PLAIN);
    expect(JSON.parse(body)).toMatchObject({ REMOTE_ADDR: '127.0.0.1', SERVER_NAME: '127.0.0.1' });
  });

  it.each([get('/'), 'PROXY TCP4 nonsense\r\n', `${SIGNATURE}\x11`])('has to send a header, not %j', async (bytes) => {
    const { url, log } = await start(echo, TRUSTED);
    const client = await connectTo(url);
    client.send(bytes);
    await client.closed;
    expect(log.join('')).toContain('127.0.0.1');
    expect((await (await connectTo(url)).ask(HEADER + get('/'))).status).toBe(200);
  });

  it('has to send it in time', async () => {
    const { url, clock } = await start(echo, { ...TRUSTED, handshakeTimeout: 2000 });
    const client = await connectTo(url);
    client.send('PROXY ');
    const other = await connectTo(url);
    await other.ask(HEADER + get('/'));
    clock.pass(2000);
    await client.closed;
    expect((await other.ask(get('/'))).status).toBe(200);
  });

  it('may leave without a word', async () => {
    const { url, log } = await start(echo, { ...TRUSTED, maxConnections: 1 });
    const client = await connectTo(url);
    client.socket.end();
    await client.closed;
    expect((await (await connectTo(url)).ask(HEADER + get('/'))).status).toBe(200);
    expect(log).toEqual([]);
  });

  it('has its clients counted, not itself', async () => {
    const { url } = await start(echo, { ...TRUSTED, maxConnectionsPerAddress: 1 });
    const first = await connectTo(url);
    expect((await first.ask(HEADER + get('/'))).status).toBe(200);
    const second = await connectTo(url);
    second.send(HEADER + get('/'));
    await second.closed;
    const third = await connectTo(url);
    expect((await third.ask(HEADER.replace('192.0.2.1', '192.0.2.2') + get('/'))).status).toBe(200);
  });

  it('may be behind a unix socket', async () => {
    const path = socketPath();
    await start(echo, { socket: { path }, proxyProtocol: ['unix'] });
    const socket = connectPlain({ path });
    onTestFinished(() => void socket.destroy());
    expect(JSON.parse((await new RawClient(socket).ask(HEADER + get('/'))).body)).toMatchObject({
      REMOTE_ADDR: '192.0.2.1',
    });
  });

  it('may pass TLS on, its header before the handshake', async () => {
    const authority = await createAuthority();
    const tls = await authority.sign('CN=localhost', 'localhost');
    const { url } = await start(echo, { ...TRUSTED, tls });
    const { socket } = await connectTo(url);
    socket.removeAllListeners('data');
    // One segment for the header and what follows, as a proxy sends it.
    socket.cork();
    socket.write(HEADER);
    const secured = connectTls({ socket, ca: authority.cert, servername: 'localhost' });
    socket.uncork();
    const { body } = await new RawClient(secured).ask(PLAIN);
    expect(JSON.parse(body)).toEqual({
      SERVER_NAME: '198.51.100.1',
      SERVER_PORT: '8443',
      REMOTE_ADDR: '192.0.2.1',
      REMOTE_PORT: '56324',
      'tsgi.url_scheme': 'https',
    });
  });

  it('has its arrivals end when the server stops', async () => {
    const { server, url } = await start(echo, TRUSTED);
    const client = await connectTo(url);
    await (await connectTo(url)).ask(HEADER + get('/'));
    await server.close({ timeout: 0 });
    await client.closed;
  });
});

describe('anybody else', () => {
  it.each([HEADER, LOCAL, TLS_AT_PROXY])('is refused who begins with a header, %j', async (header) => {
    const { url } = await start(echo, { proxyProtocol: ['192.0.2.7'] });
    expect((await (await connectTo(url)).ask(header + get('/'))).status).toBe(400);
  });

  it('is served without one', async () => {
    const { url } = await start(echo, { proxyProtocol: ['192.0.2.7'] });
    expect(JSON.parse((await (await connectTo(url)).ask(get('/'))).body)).toMatchObject({ REMOTE_ADDR: '127.0.0.1' });
  });

  it('is what a list has to name', () => {
    expect(() => createServer(echo, { proxyProtocol: ['proxy.example'] })).toThrow(TypeError);
  });
});
