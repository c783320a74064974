import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { startChild, until } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer, serve } from '../src/index.ts';
import { bundleProgram } from './bundle.ts';
import { connectTo, connectToPath, get } from './raw-client.ts';
import { socketPath } from './socket-path.ts';
import { encode, start } from './start.ts';

const KEYS = ['SERVER_NAME', 'SERVER_PORT', 'REMOTE_ADDR', 'REMOTE_PORT', 'tsgi.url_scheme'];

/** Answers with the addresses in its environ. */
const echo: Application = (environ, startResponse) => {
  startResponse('200 OK', []);
  return [encode(JSON.stringify(Object.fromEntries(Object.entries(environ).filter(([key]) => KEYS.includes(key)))))];
};

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'));

describe('TCP', () => {
  it.each([
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
  ])('on %s has a URL that can be connected to', async (host, pattern) => {
    const { url } = await start(echo, { host });
    expect(url).toMatch(pattern);
    expect(JSON.parse((await (await connectTo(url)).ask(get('/'))).body)).toMatchObject({ REMOTE_ADDR: '127.0.0.1' });
  });

  it.skipIf(!hasIpv6).each(['::1', '::'])('on %s has the URL of an IPv6 address', async (host) => {
    const { url } = await start(echo, { host });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect(JSON.parse((await (await connectTo(url)).ask(get('/'))).body)).toMatchObject({ REMOTE_ADDR: '::1' });
  });

  it.skipIf(!hasIpv6)('on :: serves IPv4 as well, and knows its clients by their IPv4 addresses', async () => {
    const { url } = await start(echo, { host: '::' });
    const client = await connectTo(url.replace('[::1]', '127.0.0.1'));
    const { body } = await client.ask('GET / HTTP/1.0\r\n\r\n');
    expect(JSON.parse(body)).toMatchObject({ REMOTE_ADDR: '127.0.0.1', SERVER_NAME: '127.0.0.1' });
  });

  it('rejects with the error of the system when the port is taken', async () => {
    const { url } = await start(echo);
    await expect(serve(echo, { port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a unix socket', () => {
  it('serves with the name of Host, and without addresses', async () => {
    const path = socketPath();
    const { url } = await start(echo, { socket: { path } });
    expect(url).toBe(`unix:${path}`);
    const { body } = await (await connectToPath(path)).ask('GET / HTTP/1.1\r\nHost: example.org:8080\r\n\r\n');
    expect(JSON.parse(body)).toEqual({
      SERVER_NAME: 'example.org',
      SERVER_PORT: '8080',
      REMOTE_ADDR: '',
      'tsgi.url_scheme': 'http',
    });
  });

  it('has a name for clients that give none', async () => {
    const path = socketPath();
    await start(echo, { socket: { path } });
    const { body } = await (await connectToPath(path)).ask('GET / HTTP/1.0\r\n\r\n');
    expect(JSON.parse(body)).toMatchObject({ SERVER_NAME: 'localhost', SERVER_PORT: '80' });
  });

  it.each([0o600, 0o660, 0o666])('gets the mode %o', async (mode) => {
    const path = socketPath();
    const mask = process.umask(0o027);
    onTestFinished(() => void process.umask(mask));
    await start(echo, { socket: { path, mode } });
    expect(statSync(path).mode & 0o777).toBe(mode);
    // The umask is the process's, and stays what it was.
    expect(process.umask(mask)).toBe(0o027);
  });

  it('is removed when the server closes', async () => {
    const path = socketPath();
    const { server } = await start(echo, { socket: { path } });
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('replaces one that nobody listens on', async () => {
    const path = socketPath();
    await leaveStaleSocket(path);
    await start(echo, { socket: { path } });
    expect((await (await connectToPath(path)).ask(get('/'))).status).toBe(200);
  });

  it('leaves one alone that somebody listens on', async () => {
    const path = socketPath();
    await start(echo, { socket: { path } });
    await expect(serve(echo, { socket: { path } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect((await (await connectToPath(path)).ask(get('/'))).status).toBe(200);
  });

  it('leaves a file alone that is no socket', async () => {
    const path = socketPath();
    writeFileSync(path, 'precious');
    await expect(serve(echo, { socket: { path } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(statSync(path).isFile()).toBe(true);
  });

  it('has no limit of connections for an address that it does not have', async () => {
    const path = socketPath();
    await start(echo, { socket: { path }, maxConnectionsPerAddress: 1 });
    const clients = [await connectToPath(path), await connectToPath(path)];
    for (const client of clients) expect((await client.ask(get('/'))).status).toBe(200);
  });

  it('ends a body of unknown length that fails, and serves on', async () => {
    const path = socketPath();
    const failing: Application = (environ, startResponse) => {
      startResponse('200 OK', []);
      return (async function* () {
        yield encode('some');
        if (environ.PATH_INFO === '/fail') throw new Error('no more');
      })();
    };
    await start(failing, { socket: { path } });
    const client = await connectToPath(path);
    client.send('GET /fail HTTP/1.0\r\n\r\n');
    await client.closed;
    expect((await (await connectToPath(path)).ask(get('/'))).body).toBe('some');
  });
});

describe('an inherited socket', () => {
  it('is listened on in a process that systemd has started', async () => {
    const listening = createNetServer();
    await once(listening.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void listening.close());
    const { port } = listening.address() as { port: number };
    const script = await bundleProgram(`
      import { inheritedSockets, serve } from './src/index.ts';
      const [socket] = inheritedSockets({ ...process.env, LISTEN_PID: String(process.pid) });
      const server = await serve((_environ, startResponse) => {
        startResponse('200 OK', []);
        return [new TextEncoder().encode(socket.name)];
      }, { socket: { fd: socket.fd } });
      process.stdout.write(server.url);
    `);
    const environment = { ...process.env, LISTEN_FDS: '1', LISTEN_FDNAMES: 'web' };
    const child = startChild(onTestFinished, process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'pipe', fdOf(listening)],
      env: environment,
    });
    await child.says(new RegExp(`http://127\\.0\\.0\\.1:${port}`));
    // From here on only the child may accept.
    await new Promise((resolve) => listening.close(resolve));
    expect((await (await connectTo(`http://127.0.0.1:${port}`)).ask(get('/'))).body).toBe('web');
  });

  it('rejects when there is none', async () => {
    await expect(serve(echo, { socket: { fd: 999_999 } })).rejects.toHaveProperty('code');
  });

  it('is not also a host and port', () => {
    expect(() => createServer(echo, { socket: { fd: 3 }, port: 8000 })).toThrow(TypeError);
  });
});

describe('a process that has no file descriptor left', () => {
  it('goes on serving, and accepts again when there is room', async () => {
    const script = await bundleProgram(`
      import { serve } from './src/index.ts';
      const server = await serve((_environ, startResponse) => {
        startResponse('200 OK', []);
        return [new TextEncoder().encode('still here')];
      }, { port: 0 });
      process.stdout.write(server.url);
    `);
    const limited = ['-c', `ulimit -n 48 && exec "$0" "$1"`, process.execPath, script];
    const [url] = await startChild(onTestFinished, 'sh', limited).says(/http:\S+/);
    const first = await connectTo(url);
    expect((await first.ask(get('/'))).body).toBe('still here');
    const crowd = await Promise.all(Array.from({ length: 60 }, () => connectTo(url)));
    // On Linux, libuv accepts and closes what it has no descriptor for.
    await Promise.race(crowd.map((client) => client.closed));
    expect((await first.ask(get('/'))).body).toBe('still here');
    for (const client of crowd) client.socket.destroy();
    await until('an answer when there is room again', async () => {
      return (await (await connectTo(url)).ask(get('/'))).body === 'still here';
    });
    expect((await first.ask(get('/'))).body).toBe('still here');
  });
});

/** A file of a server that was killed. */
async function leaveStaleSocket(path: string): Promise<void> {
  const listen = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await startChild(onTestFinished, process.execPath, ['-e', listen]).exit;
  expect(statSync(path).isSocket()).toBe(true);
}

/** Node passes on a descriptor, and has no public name for a server's. */
function fdOf(server: NetServer): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}
