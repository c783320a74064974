import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { within } from '@tsgi/harness';
import {
  type Application,
  compose,
  type Finish,
  type HeaderList,
  type Middleware,
  onCommit,
  setHeader,
  wrapBody,
} from '@tsgi/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { connectTo, get, header } from './raw-client.ts';
import { encode, gate, start, turns } from './start.ts';

const ASKS = get('/', 'Connection: keep-alive, Upgrade', 'Upgrade: other, echo/1');

/** Echoes bytes once the protocol is `echo/1`. */
const echo: Application = (environ, startResponse) => {
  const { upgrade } = environ['tsgi.exchange'];
  if (upgrade === undefined) {
    startResponse('426 Upgrade Required', []);
    return [];
  }
  upgrade(
    (socket, head) => {
      socket.write(head);
      socket.pipe(socket);
    },
    { protocol: 'ECHO/1' },
  );
  startResponse('101 Switching Protocols', [['X-App', 'echo']]);
  return [];
};

describe('an upgrade', () => {
  it('gives the connection away, with what the client has sent early', async () => {
    const { url } = await start(echo);
    const client = await connectTo(url);
    const response = await client.ask(`${ASKS}early `);
    expect(response.statusLine).toBe('HTTP/1.1 101 Switching Protocols');
    expect(response.headers).toEqual([
      ['X-App', 'echo'],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'echo/1'],
    ]);
    client.send('late');
    expect(await client.take(10)).toBe('early late');
  });

  it.each([
    ['no Connection', get('/', 'Upgrade: echo/1')],
    ['no Upgrade', get('/', 'Connection: Upgrade')],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n'],
    ['a body', `POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\nContent-Length: 1\r\n\r\nx`],
  ])('is not there with %s', async (_name, request) => {
    const { url } = await start(echo);
    expect((await (await connectTo(url)).ask(request)).status).toBe(426);
  });

  it('to a protocol that was not offered is refused', async () => {
    const { url, log } = await start((environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => undefined, { protocol: 'h2c' });
      startResponse('101 Switching Protocols', []);
      return [];
    });
    expect((await (await connectTo(url)).ask(ASKS)).status).toBe(500);
    expect(log.join('')).toContain('did not offer h2c');
  });

  it('is cancelled by any other status, and the connection goes on', async () => {
    let handled = 0;
    const { url } = await start((environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => handled++);
      startResponse('200 OK', []);
      return [encode('no')];
    });
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) expect((await client.ask(ASKS)).body).toBe('no');
    expect(handled).toBe(0);
  });

  it('finishes when the socket closes', async () => {
    const finished = gate<Finish>('the end of the upgrade');
    let isFinished = false;
    const { url } = await start((environ, startResponse) => {
      environ['tsgi.exchange'].onFinish((finish) => {
        isFinished = true;
        finished.open(finish);
      });
      return echo(environ, startResponse);
    });
    const client = await connectTo(url);
    await client.ask(ASKS);
    await turns();
    expect(isFinished).toBe(false);
    client.socket.end();
    expect(await finished.promise).toMatchObject({ status: 101, aborted: false, error: undefined });
  });

  it('whose handler throws is logged, and the connection destroyed', async () => {
    const { url, log } = await start((environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => {
        throw new Error('bad handler');
      });
      startResponse('101 Switching Protocols', []);
      return [];
    });
    const client = await connectTo(url);
    await client.ask(ASKS);
    expect(await client.rest()).toBe('');
    expect(log.join('')).toContain('bad handler');
  });

  it('does not keep the server from stopping', async () => {
    const { server, url, clock } = await start(echo);
    const client = await connectTo(url);
    await client.ask(ASKS);
    const closed = server.close({ timeout: 100 });
    clock.pass(100);
    await closed;
    await client.closed;
  });
});

describe('an upgrade that is required (RFC 9110 §15.5.22)', () => {
  const required: (headers: HeaderList) => Application = (headers) => (_environ, startResponse) => {
    startResponse('426 Upgrade Required', headers);
    return [];
  };

  it('is named in Upgrade and announced in Connection', async () => {
    const client = await connectTo((await start(required([['Upgrade', 'websocket']]))).url);
    const { status, headers } = await client.ask(get('/'));
    expect(status).toBe(426);
    expect(headers).toContainEqual(['Upgrade', 'websocket']);
    expect(headers).toContainEqual(['Connection', 'Upgrade']);
    expect(header(await client.ask(get('/', 'Connection: close')), 'Connection')).toBe('Upgrade, close');
  });

  it('is not announced where it is not named', async () => {
    const client = await connectTo((await start(required([]))).url);
    expect(header(await client.ask(get('/')), 'Connection')).toBeUndefined();
  });
});

describe('the ws package', () => {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket) => socket.on('message', (data: Buffer) => socket.send(`echo ${data.toString()}`)));

  /** What `ws` wants to know of a request. */
  const webSocket: Application = (environ, startResponse) => {
    const { upgrade } = environ['tsgi.exchange'];
    if (upgrade === undefined) {
      startResponse('426 Upgrade Required', []);
      return [];
    }
    const headers = Object.fromEntries(
      Object.entries(environ)
        .filter(([key]) => key.startsWith('HTTP_'))
        .map(([key, value]) => [key.slice(5).toLowerCase().replaceAll('_', '-'), value]),
    );
    const request = { method: environ.REQUEST_METHOD, headers: { ...headers, upgrade: 'websocket' } };
    upgrade(
      (socket: Duplex, head) => {
        sockets.handleUpgrade(request as unknown as IncomingMessage, socket, Buffer.from(head), (one) =>
          sockets.emit('connection', one),
        );
      },
      { protocol: 'websocket', raw: true },
    );
    startResponse('101 Switching Protocols', []);
    return [];
  };

  const statuses: string[] = [];
  const logging: Middleware = (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, (response) => {
      statuses.push(response.status);
      return response;
    });
  const tagging: Middleware = (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, (response) => ({
      ...response,
      headers: setHeader(response.headers, 'X', 'y'),
    }));
  const wrapping: Middleware = (app) => async (environ, startResponse) =>
    wrapBody(await app(environ, startResponse), { transform: (chunk) => chunk });
  const refusing: Middleware = (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, (response) => ({
      ...response,
      status: '403 Forbidden',
      headers: [],
      body: [],
    }));

  it('talks through three middleware', async () => {
    const { url } = await start(compose(logging, tagging, wrapping)(webSocket));
    const socket = new WebSocket(url.replace('http', 'ws'));
    onTestFinished(() => socket.terminate());
    await within('the handshake', once(socket, 'open'));
    for (const text of ['hello', 'x'.repeat(100_000)]) {
      socket.send(text);
      const [data] = await within<unknown[]>('an echo', once(socket, 'message'));
      expect(String(data)).toBe(`echo ${text}`);
    }
    socket.close();
    await within('the end of the WebSocket', once(socket, 'close'));
    expect(statuses).toEqual(['101 Switching Protocols']);
  });

  it('is not reached when a middleware says no', async () => {
    const { url } = await start(compose(tagging, refusing, wrapping)(webSocket));
    const socket = new WebSocket(url.replace('http', 'ws'));
    const [, response] = await within<unknown[]>('a response', once(socket, 'unexpected-response'));
    socket.on('error', () => undefined);
    socket.terminate();
    expect(response).toMatchObject({ statusCode: 403 });
    const client = await connectTo(url);
    expect(header(await client.ask(get('/')), 'X')).toBe('y');
  });
});
