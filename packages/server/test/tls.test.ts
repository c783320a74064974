import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect, TLSSocket } from 'node:tls';
import { type Authority, createAuthority, type TestKeyPair, temporaryFolder, until, within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServer, type ServerOptions } from '../src/index.ts';
import { get, RawClient } from './raw-client.ts';
import { encode, gate, start } from './start.ts';

/** Answers with some of its environ. */
const echo: Application = (environ, startResponse) => {
  startResponse('200 OK', []);
  const keys = Object.entries(environ).filter(([key]) =>
    /^(?:SSL_|REMOTE_ADDR|SERVER_PORT|tsgi\.url_scheme)/.test(key),
  );
  return [encode(JSON.stringify(Object.fromEntries(keys)))];
};

let authority: Authority;
let own: TestKeyPair;
let other: TestKeyPair;

beforeAll(async () => {
  authority = await createAuthority();
  own = await authority.sign('CN=own', 'localhost');
  other = await authority.sign('CN=other', 'other.example', '*.wild.example');
});

async function connectSecurely(url: string, options: ConnectionOptions = {}): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({
    host: hostname,
    port: Number(port),
    ca: authority.cert,
    servername: 'localhost',
    ...options,
  });
  onTestFinished(() => void socket.destroy());
  const client = new RawClient(socket);
  await within('a handshake with the server', once(socket, 'secureConnect'));
  return client;
}

async function environOf(client: RawClient): Promise<Record<string, string>> {
  return JSON.parse((await client.ask(get('/'))).body) as Record<string, string>;
}

function nameOf(client: RawClient): string {
  return String(tlsOf(client).getPeerCertificate().subject.CN);
}

function tlsOf({ socket }: RawClient): TLSSocket {
  if (socket instanceof TLSSocket) return socket;
  throw new TypeError('The client does not speak TLS');
}

const startSecurely = (options: Partial<ServerOptions['tls']> = {}, more: ServerOptions = {}) =>
  start(echo, { ...more, tls: { ...own, ...options } });

describe('TLS', () => {
  it('serves https, and says so in the environ and the URL', async () => {
    const { url } = await startSecurely();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const environ = await environOf(await connectSecurely(url));
    expect(environ).toEqual({ 'tsgi.url_scheme': 'https', REMOTE_ADDR: '127.0.0.1', SERVER_PORT: '443' });
  });

  it('agrees on http/1.1, and on nothing else', async () => {
    const { url } = await startSecurely();
    const client = await connectSecurely(url, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(tlsOf(client).alpnProtocol).toBe('http/1.1');
    await expect(connectSecurely(url, { ALPNProtocols: ['h2'] })).rejects.toThrow();
  });

  it.each([
    ['localhost', 'own'],
    ['OTHER.example', 'other'],
    ['a.wild.example', 'other'],
  ])('shows to a client that asks for %s the certificate of %s', async (servername, name) => {
    const { url } = await startSecurely({ names: { 'other.example': other, '*.Wild.example': other } });
    expect(nameOf(await connectSecurely(url, { servername }))).toBe(name);
  });

  it.each(['wild.example', 'a.b.wild.example', 'example'])('has no other certificate for %s', async (servername) => {
    const { url } = await startSecurely({ names: { '*.wild.example': other } });
    expect(nameOf(await connectSecurely(url, { servername, checkServerIdentity: () => undefined }))).toBe('own');
  });

  it('reads its certificates again without a restart, and keeps those it has when they are bad', async () => {
    const folder = temporaryFolder(onTestFinished);
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const write = (pair: TestKeyPair): void => {
      writeFileSync(files.cert, pair.cert);
      writeFileSync(files.key, pair.key);
    };
    write(own);
    const { server, url } = await startSecurely({ ...files, names: { 'other.example': files } });
    const before = await connectSecurely(url);
    write(other);
    server.reloadCertificates();
    const anyName = { checkServerIdentity: () => undefined };
    expect(nameOf(await connectSecurely(url, anyName))).toBe('other');
    expect(nameOf(await connectSecurely(url, { servername: 'other.example' }))).toBe('other');
    expect((await before.ask(get('/'))).status).toBe(200);
    writeFileSync(files.key, own.key);
    expect(() => server.reloadCertificates()).toThrow();
    rmSync(files.cert);
    expect(() => server.reloadCertificates()).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(nameOf(await connectSecurely(url, anyName))).toBe('other');
  });

  it('fails when it is made with certificates that are none', async () => {
    expect(() => createServer(echo, { tls: { cert: Buffer.from('x'), key: own.key } })).toThrow();
    expect(() => createServer(echo, { tls: { cert: '/nowhere/at/all', key: own.key } })).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
    expect(() => createServer(echo).reloadCertificates()).toThrow();
  });

  it('destroys a connection that does not finish its handshake in time', async () => {
    const { url, clock } = await startSecurely({}, { handshakeTimeout: 5000 });
    const idle = await connectNakedly(url);
    idle.write(Buffer.from('160301', 'hex'));
    const closed = endOf(idle);
    // Its answer shows that the server has accepted both.
    const client = await connectSecurely(url);
    await client.ask(get('/'));
    clock.pass(5000);
    await closed;
    expect((await client.ask(get('/'))).status).toBe(200);
  });

  it('counts connections that have not shaken hands', async () => {
    const { url } = await startSecurely({}, { maxConnections: 1 });
    await connectNakedly(url);
    await expect(connectSecurely(url)).rejects.toThrow();
  });

  it('counts them for their address too', async () => {
    const { url } = await startSecurely({}, { maxConnectionsPerAddress: 1 });
    const first = await connectNakedly(url);
    await expect(connectSecurely(url)).rejects.toThrow();
    first.destroy();
    await until('room for another one', async () => {
      await connectSecurely(url);
      return true;
    });
  });

  it('stops at once while somebody shakes hands', async () => {
    const { server, url } = await startSecurely();
    const idle = await connectNakedly(url);
    const closed = endOf(idle);
    await connectSecurely(url);
    await server.close();
    await closed;
  });

  it('survives what is not TLS', async () => {
    const { url } = await startSecurely();
    const client = new RawClient(await connectNakedly(url));
    client.send(get('/'));
    await client.closed;
    expect((await environOf(await connectSecurely(url)))['tsgi.url_scheme']).toBe('https');
  });

  it('cuts off a body of unknown length that fails, and serves on', async () => {
    const cut = gate('the test to go on');
    const { url } = await start(
      (_environ, startResponse) => {
        startResponse('200 OK', []);
        return (async function* () {
          yield encode('some');
          await cut.promise;
          throw new Error('no more');
        })();
      },
      { tls: own },
    );
    const client = await connectSecurely(url);
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.take(1);
    cut.open();
    await client.closed;
    expect(nameOf(await connectSecurely(url))).toBe('own');
  });
});

describe('client certificates', () => {
  let alice: TestKeyPair;
  let stranger: TestKeyPair;

  beforeAll(async () => {
    alice = await authority.sign('C=CZ, O="Příklad, s.r.o.", CN=alice');
    stranger = await (await createAuthority('CN=Somebody else')).sign('CN=alice');
  });

  const required = () => ({ clientCertificates: { ca: authority.cert } });
  const optional = () => ({ clientCertificates: { ca: authority.cert, required: false } });

  it.each([['TLSv1.2'], ['TLSv1.3']] as const)('are in the environ over %s', async (maxVersion) => {
    const { url } = await startSecurely({ ...required(), names: { 'other.example': other } });
    for (const servername of ['localhost', 'other.example']) {
      const environ = await environOf(await connectSecurely(url, { ...alice, maxVersion, servername }));
      expect(environ).toMatchObject({
        SSL_CLIENT_VERIFY: 'SUCCESS',
        SSL_CLIENT_S_DN: 'CN=alice,O=P\\C5\\99\\C3\\ADklad\\, s.r.o.,C=CZ',
        SSL_CLIENT_I_DN: 'CN=Test authority',
      });
    }
  });

  it('are still there when a session is resumed', async () => {
    const { url } = await startSecurely(required());
    const first = await connectSecurely(url, { ...alice, maxVersion: 'TLSv1.2' });
    const session = tlsOf(first).getSession();
    const again = await connectSecurely(url, { ...alice, maxVersion: 'TLSv1.2', ...(session && { session }) });
    expect(tlsOf(again).isSessionReused()).toBe(true);
    expect((await environOf(again)).SSL_CLIENT_VERIFY).toBe('SUCCESS');
  });

  it.each([
    ['no', undefined],
    ['a stranger’s', 'stranger'],
  ])('refuse a client with %s certificate', async (_what, whose) => {
    const { url } = await startSecurely(required());
    const client = await connectSecurely(url, whose === undefined ? {} : stranger).catch(() => undefined);
    client?.send(get('/', 'Connection: close'));
    expect(await client?.rest().catch(() => '')).toBeOneOf(['', undefined]);
  });

  it('are NONE where they are optional and there is none', async () => {
    const { url } = await startSecurely(optional());
    const environ = await environOf(await connectSecurely(url));
    expect(Object.keys(environ).filter((key) => key.startsWith('SSL_'))).toEqual(['SSL_CLIENT_VERIFY']);
    expect(environ.SSL_CLIENT_VERIFY).toBe('NONE');
    const known = await environOf(await connectSecurely(url, alice));
    expect(known.SSL_CLIENT_VERIFY).toBe('SUCCESS');
  });

  it('refuse a stranger where they are optional', async () => {
    const { url } = await startSecurely(optional());
    const client = await connectSecurely(url, stranger).catch(() => undefined);
    client?.send(get('/', 'Connection: close'));
    expect(await client?.rest().catch(() => '')).toBeOneOf(['', undefined]);
  });

  it('do not come from headers', async () => {
    const { url } = await startSecurely(optional());
    const client = await connectSecurely(url);
    const { body } = await client.ask(get('/', 'SSL-Client-Verify: SUCCESS', 'Ssl_Client_S_Dn: CN=alice'));
    expect(body).toContain('"SSL_CLIENT_VERIFY":"NONE"');
    expect(body).not.toContain('alice');
  });
});

/** Connects without a handshake. */
async function connectNakedly(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectPlain({ host: hostname, port: Number(port) });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await within('a connection to the server', once(socket, 'connect'));
  return socket;
}

function endOf(socket: Socket): Promise<unknown> {
  return within('the end of a connection without a handshake', once(socket, 'close'));
}
