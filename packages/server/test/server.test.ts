import { until, within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { createServer, serve } from '../src/index.ts';
import { connectTo, get, header, post } from './raw-client.ts';
import { encode, gate, start, turns } from './start.ts';

const PLAIN = [['Content-Type', 'text/plain']] as const;

const hello: Application = (_environ, startResponse) => {
  startResponse('200 OK', PLAIN);
  return [encode('hello')];
};

/** Answers with what it read. */
const echo: Application = async (environ, startResponse) => {
  const body = await environ['tsgi.input'].read();
  startResponse('200 OK', PLAIN);
  return [body];
};

describe('serve', () => {
  it('answers over a real socket', async () => {
    const { url } = await start(hello);
    const client = await connectTo(url);
    client.send(get('/'));
    const expected =
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nhello';
    expect(await client.take(expected.length)).toBe(expected);
  });

  it('listens on a port of its own choice, and says where', async () => {
    const server = await serve(hello, { port: 0 });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
    const response = await within('an answer', fetch(server.url));
    expect(await response.text()).toBe('hello');
    await server.close({ timeout: 0 });
  });

  it('rejects when the port is taken', async () => {
    const { url } = await start(hello);
    await expect(serve(hello, { port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('names an address that can be reached when it listens on all', async () => {
    const { url } = await start(hello, { host: '0.0.0.0' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('has no url before it listens', () => {
    expect(() => createServer(hello).url).toThrow('does not listen');
  });

  it.each([{ maxHeaderCount: -1 }, { maxReadAhead: 0 }, { writeTimeout: Number.NaN }])(
    'refuses the options %j',
    (options) => {
      expect(() => createServer(hello, options)).toThrow(RangeError);
    },
  );

  it.each([
    ['an application that is none', TypeError, [undefined], /^An application is a function, not undefined$/],
    ['a size in words', RangeError, [hello, { maxBodySize: '1MB' }], /^maxBodySize must be a number.*not '1MB'$/],
    ['a misspelt limit', TypeError, [hello, { maxBodysize: 1000 }], /^There is no option maxBodysize/],
    ['a proxy in a text', TypeError, [hello, { proxyProtocol: '::1' }], /^Addresses are a list: \['::1'\]$/],
  ])('refuses %s, which only JavaScript lets through', (_what, kind, given, message) => {
    const make = (): void => void Reflect.apply(createServer, undefined, given);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});

describe('a connection', () => {
  it('stays open, and answers pipelined requests in order', async () => {
    const order: string[] = [];
    const { url } = await start(async (environ, startResponse) => {
      const path = environ.PATH_INFO;
      if (path === '/slow') await new Promise((resolve) => setImmediate(resolve));
      order.push(path);
      startResponse('200 OK', PLAIN);
      return [encode(path)];
    });
    const client = await connectTo(url);
    client.send(get('/slow') + get('/2') + post('/3', 'unread') + get('/4'));
    for (const path of ['/slow', '/2', '/3', '/4']) expect((await client.read()).body).toBe(path);
    expect(order).toEqual(['/slow', '/2', '/3', '/4']);
    expect((await client.ask(get('/5'))).body).toBe('/5');
  });

  it('closes after a request that says so, and after HTTP/1.0', async () => {
    const { url } = await start(hello);
    for (const request of [get('/', 'Connection: close'), 'GET / HTTP/1.0\r\n\r\n']) {
      const client = await connectTo(url);
      const response = await client.ask(request + get('/never'));
      expect(header(response, 'Connection')).toBe('close');
      expect(await client.rest()).toBe('');
    }
  });

  it('stays open for an HTTP/1.0 client that asks', async () => {
    const { url } = await start(hello);
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) {
      const response = await client.ask('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
      expect(header(response, 'Connection')).toBe('keep-alive');
      expect(response.body).toBe('hello');
    }
  });

  it('answers a client that has closed its sending side', async () => {
    const { url } = await start(echo);
    const client = await connectTo(url, { allowHalfOpen: true });
    client.socket.end(post('/', 'hello'));
    expect((await client.read()).body).toBe('hello');
    expect(await client.rest()).toBe('');
  });

  it('ends after as many requests as it may have', async () => {
    const { url } = await start(hello, { maxRequestsPerConnection: 2 });
    const client = await connectTo(url);
    expect(header(await client.ask(get('/')), 'Connection')).toBeUndefined();
    expect(header(await client.ask(get('/')), 'Connection')).toBe('close');
    expect(await client.rest()).toBe('');
  });

  it.each([
    ['GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/3.0\r\n\r\n', '505 HTTP Version Not Supported'],
    [`GET /${'a'.repeat(9000)}`, '414 URI Too Long'],
    [get('/', `A: ${'a'.repeat(33_000)}`), '431 Request Header Fields Too Large'],
    [post('/', 'abc', 'Transfer-Encoding: chunked'), '400 Bad Request'],
    [get('/', 'Transfer-Encoding: gzip, chunked'), '501 Not Implemented'],
    [get('/', 'Expect: tea'), '417 Expectation Failed'],
    [get('https://h/'), '421 Misdirected Request'],
  ])(
    'refuses what is no request, without calling the application, and closes (case %#)',
    async (request, statusText) => {
      let calls = 0;
      const { url } = await start((environ, startResponse) => {
        calls++;
        return hello(environ, startResponse);
      });
      const client = await connectTo(url);
      const response = await client.ask(request);
      expect(response.statusLine).toBe(`HTTP/1.1 ${statusText}`);
      expect(response.body).toBe(`${statusText.slice(4)}\n`);
      expect(header(response, 'Connection')).toBe('close');
      client.send(get('/'));
      expect(await client.rest()).toBe('');
      expect(calls).toBe(0);
    },
  );
});

describe('a response', () => {
  it.each([
    ['GET', '200 OK', [], { 'Content-Length': '10' }, 'helloworld'],
    ['HEAD', '200 OK', [], {}, ''],
    ['HEAD', '200 OK', [['Content-Length', '10']], { 'Content-Length': '10' }, ''],
    ['GET', '204 No Content', [], {}, ''],
    ['GET', '204 No Content', [['Content-Length', '10']], {}, ''],
    ['GET', '304 Not Modified', [], {}, ''],
    ['GET', '304 Not Modified', [['Content-Length', '10']], { 'Content-Length': '10' }, ''],
    ['GET', '205 Reset Content', [], { 'Content-Length': '0' }, ''],
    ['GET', '404 Nothing here', [], { 'Content-Length': '10' }, 'helloworld'],
  ] as const)('to %s with status %s and headers %j has exact framing', async (method, status, headers, sent, body) => {
    const { url } = await start((_environ, startResponse) => {
      startResponse(status, headers);
      return [encode('hello'), encode(''), encode('world')];
    });
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) {
      client.send(`${method} / HTTP/1.1\r\nHost: h\r\n\r\n`);
      const response = await client.read(method);
      expect(response.statusLine).toBe(`HTTP/1.1 ${status}`);
      expect(response.body).toBe(body);
      expect(Object.fromEntries(response.headers.filter(([name]) => name !== 'Date'))).toEqual(sent);
    }
  });

  const bodies: readonly [string, () => ReturnType<Application>][] = [
    ['an iterator', () => [encode('a'), encode(''), encode('b')].values()],
    ['a generator', () => generate()],
    ['an async generator', () => generateLater()],
    ['a promise of an async generator', () => Promise.resolve(generateLater())],
  ];

  function* generate() {
    yield encode('');
    yield encode('a');
    yield encode('b');
  }

  async function* generateLater() {
    yield encode('');
    await Promise.resolve();
    yield encode('a');
    await new Promise((resolve) => setImmediate(resolve));
    yield encode('b');
  }

  it.each(bodies)('of unknown length is chunked, and ends an HTTP/1.0 connection: %s', async (_name, body) => {
    const { url } = await start((_environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      return body();
    });
    const client = await connectTo(url);
    for (let i = 0; i < 2; i++) {
      const response = await client.ask(get('/'));
      expect(header(response, 'Transfer-Encoding')).toBe('chunked');
      expect(header(response, 'Content-Length')).toBeUndefined();
      expect(response.body).toBe('ab');
    }
    const old = await connectTo(url);
    const response = await old.ask('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect(header(response, 'Transfer-Encoding')).toBeUndefined();
    expect(header(response, 'Connection')).toBe('close');
    expect(response.body).toBe('ab');
  });

  it('may be started as late as the first chunk', async () => {
    const { url } = await start((_environ, startResponse) =>
      (function* () {
        yield encode('');
        startResponse('201 Created', PLAIN);
        yield encode('late');
      })(),
    );
    expect(await (await connectTo(url)).ask(get('/'))).toMatchObject({ status: 201, body: 'late' });
  });

  it('may be written, before the rest is returned', async () => {
    const { url } = await start(async (_environ, startResponse) => {
      const write = startResponse('200 OK', PLAIN);
      await write(encode(''));
      void write(encode('a'));
      await write(encode('b'));
      return [encode('c')];
    });
    const client = await connectTo(url);
    const response = await client.ask(get('/'));
    expect(header(response, 'Transfer-Encoding')).toBe('chunked');
    expect(response.body).toBe('abc');
  });

  it('goes out chunk by chunk, not at the end', async () => {
    const more = gate('the test to go on');
    const { url } = await start((_environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      return (async function* () {
        yield encode('first');
        await more.promise;
        yield encode('second');
      })();
    });
    const client = await connectTo(url);
    client.send(get('/'));
    const head =
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n';
    expect(await client.take(head.length + 10)).toBe(`${head}5\r\nfirst\r\n`);
    more.open();
    expect(await client.take(16)).toBe('6\r\nsecond\r\n0\r\n\r\n'.slice(0, 16));
  });

  it('has one Date a second', async () => {
    const { url, clock } = await start(hello);
    const client = await connectTo(url);
    const date = async () => header(await client.ask(get('/')), 'Date');
    expect(await date()).toBe('Sun, 06 Nov 1994 08:49:37 GMT');
    clock.pass(2000);
    expect(await date()).toBe('Sun, 06 Nov 1994 08:49:39 GMT');
  });

  it('of any size arrives whole, at a client that reads slowly', async () => {
    const chunk = new Uint8Array(3_000_000).fill(97);
    const { url } = await start((environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      return environ.PATH_INFO === '/array' ? [chunk, chunk, encode('z')] : [chunk, chunk, encode('z')].values();
    });
    for (const path of ['/array', '/iterator']) {
      const client = await connectTo(url);
      client.socket.pause();
      client.send(get(path));
      await turns();
      client.socket.resume();
      const { body } = await client.read();
      expect(body.length).toBe(6_000_001);
      expect(body.endsWith('az')).toBe(true);
    }
  });

  it('is pulled only as fast as the client reads', async () => {
    let pulled = 0;
    const finished = gate('the end of the response');
    const { url } = await start((environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      environ['tsgi.exchange'].onFinish(() => finished.open());
      return (function* () {
        for (;;) {
          pulled += 65_536;
          yield new Uint8Array(65_536);
        }
      })();
    });
    const client = await connectTo(url);
    client.socket.pause();
    client.send(get('/'));
    // The kernel's buffers fill, then pulling stops.
    await until('pulling to stop', async () => {
      const before = pulled;
      await turns();
      return pulled > 0 && pulled === before;
    });
    expect(pulled).toBeLessThan(50_000_000);
    client.socket.destroy();
    await finished.promise;
  });

  it('without end lets other requests have their turn', async () => {
    const { url } = await start((environ, startResponse) => {
      startResponse('200 OK', PLAIN);
      if (environ.PATH_INFO === '/hello') return [encode('hello')];
      return (function* () {
        for (;;) yield encode('');
      })();
    });
    const endless = await connectTo(url);
    endless.send(get('/'));
    const client = await connectTo(url);
    expect((await client.ask(get('/hello'))).body).toBe('hello');
  });
});

describe('the input', () => {
  it.each([
    ['with a length', post('/', 'hello world')],
    [
      'chunked',
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n',
    ],
  ])('is read to its end, %s, in any pieces', async (_name, request) => {
    const { url } = await start(echo);
    const client = await connectTo(url);
    expect((await client.ask(request)).body).toBe('hello world');
    for (const byte of request) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.read()).body).toBe('hello world');
  });

  it('is read ahead as far as the server is told', async () => {
    const begin = gate('the test to go on');
    const { url } = await start(
      async (environ, startResponse) => {
        await begin.promise;
        return hello(environ, startResponse);
      },
      { maxReadAhead: 1 },
    );
    const client = await connectTo(url);
    client.send(get('/').repeat(2));
    client.socket.write(get('/').repeat(200_000));
    await turns();
    expect(client.socket.writableLength).toBeGreaterThan(0);
    begin.open();
    for (let i = 0; i < 10; i++) expect((await client.read()).body).toBe('hello');
    client.socket.destroy();
  });

  it('is not read from the client faster than by the application', async () => {
    const begin = gate('the test to go on');
    const { url } = await start(async (environ, startResponse) => {
      await begin.promise;
      let length = 0;
      for await (const chunk of environ['tsgi.input']) length += chunk.length;
      startResponse('200 OK', PLAIN);
      return [encode(String(length))];
    });
    const client = await connectTo(url);
    const size = 30_000_000;
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`);
    client.socket.write(Buffer.alloc(size));
    await turns();
    expect(client.socket.writableLength).toBeGreaterThan(0);
    begin.open();
    expect((await client.read()).body).toBe(String(size));
  });

  it('leaves the connection usable when a short body is not read, and closes it when it is long', async () => {
    const { url } = await start(hello);
    const client = await connectTo(url);
    expect(header(await client.ask(post('/', 'x'.repeat(60_000))), 'Connection')).toBeUndefined();
    expect((await client.ask(get('/'))).body).toBe('hello');
    const response = await client.ask(post('/', 'x'.repeat(70_000)));
    expect(header(response, 'Connection')).toBe('close');
    expect(response.body).toBe('hello');
    expect(await client.rest()).toBe('');
  });
});

describe('close', () => {
  it('ends idle connections, lets a request in flight finish, and listens no more', async () => {
    const inside = gate('the call of the application');
    const answer = gate('the test to go on');
    const { server, url } = await start(async (environ, startResponse) => {
      if (environ.PATH_INFO === '/idle') return hello(environ, startResponse);
      inside.open();
      await answer.promise;
      return hello(environ, startResponse);
    });
    const idle = await connectTo(url);
    await idle.ask(get('/idle'));
    const busy = await connectTo(url);
    busy.send(get('/'));
    await inside.promise;
    const closed = server.close();
    expect(await idle.rest()).toBe('');
    // As long as the other connection is there, nobody else can have been given the port.
    await expect(connectTo(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    answer.open();
    const response = await busy.read();
    expect(response.body).toBe('hello');
    expect(header(response, 'Connection')).toBe('close');
    await closed;
  });

  it('answers the first request of a connection that was just accepted', async () => {
    const { server, url, clock } = await start(hello);
    const client = await connectTo(url);
    const silent = await connectTo(url);
    // Its answer shows that the server has accepted all of them.
    await (await connectTo(url)).ask(get('/', 'Connection: close'));
    const closed = server.close();
    await turns();
    const response = await client.ask(get('/'));
    expect([response.body, header(response, 'Connection')]).toEqual(['hello', 'close']);
    // One that sends nothing is not waited for.
    clock.pass(2000);
    expect(await silent.rest()).toBe('');
    await closed;
  });

  it('lets a request whose head has begun finish', async () => {
    const { server, url } = await start(hello);
    const client = await connectTo(url);
    const request = get('/');
    await client.ask(get('/') + request.slice(0, 10));
    const closed = server.close();
    client.send(request.slice(10));
    expect((await client.read()).body).toBe('hello');
    expect(await client.rest()).toBe('');
    await closed;
  });

  it('answers pipelined requests that have begun to arrive, the last of them with Connection: close', async () => {
    const inside = gate('the call of the application');
    const answer = gate('the test to go on');
    const { server, url } = await start(async (environ, startResponse) => {
      inside.open();
      await answer.promise;
      return hello(environ, startResponse);
    });
    const client = await connectTo(url);
    const third = get('/');
    client.send(get('/') + get('/') + third.slice(0, 10));
    await inside.promise;
    await turns();
    const closed = server.close();
    answer.open();
    expect(header(await client.read(), 'Connection')).toBeUndefined();
    expect(header(await client.read(), 'Connection')).toBeUndefined();
    client.send(third.slice(10));
    expect(header(await client.read(), 'Connection')).toBe('close');
    expect(await client.rest()).toBe('');
    await closed;
  });

  it('destroys what is left after its timeout', async () => {
    const inside = gate('the call of the application');
    const { server, url, clock } = await start(() => {
      inside.open();
      return new Promise(() => undefined);
    });
    const client = await connectTo(url);
    client.send(get('/'));
    await inside.promise;
    const closed = server.close({ timeout: 1000 });
    clock.pass(999);
    expect(client.socket.destroyed).toBe(false);
    clock.pass(1);
    await closed;
    await client.closed;
  });
});
