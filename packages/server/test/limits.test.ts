import type { Application, InputError } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, post } from './raw-client.ts';
import { encode, start, turns } from './start.ts';

const hello: Application = (_environ, startResponse) => {
  startResponse('200 OK', []);
  return [encode('hello')];
};

const echo: Application = async (environ, startResponse) => {
  const body = await environ['tsgi.input'].read();
  startResponse('200 OK', []);
  return [body];
};

const CHUNKED = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('connections', () => {
  it.each([{ maxConnections: 2 }, { maxConnectionsPerAddress: 2 }])(
    'above %j are closed, until there is room again',
    async (options) => {
      const { url } = await start(hello, options);
      const [first, second] = [await connectTo(url), await connectTo(url)];
      expect((await second.ask(get('/'))).body).toBe('hello');
      const third = await connectTo(url);
      expect(await third.rest()).toBe('');
      first.socket.end();
      await first.closed;
      await turns();
      expect((await (await connectTo(url)).ask(get('/'))).body).toBe('hello');
    },
  );
});

describe('an error of the input that the application lets through', () => {
  it.each([
    ['a broken chunk', `${CHUNKED}x\r\n`, 400],
    ['a body that is too large', `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, 413],
    ['trailers that are too large', `${CHUNKED}0\r\n${'A: b\r\n'.repeat(40)}\r\n`, 431],
  ])('is answered with its status, and the connection closes: %s', async (_name, request, status) => {
    const { url, log } = await start(echo, { maxBodySize: 10 });
    const client = await connectTo(url);
    expect((await client.ask(request)).status).toBe(status);
    client.send(get('/'));
    expect(await client.rest()).toBe('');
    expect(log).toEqual([]);
  });

  it('is answered with its status, whichever package threw it', async () => {
    class Refusal extends Error implements InputError {
      readonly origin = 'tsgi.input';
      readonly code = 'too-many-parts';
      readonly status = 413;
    }
    const { url, log } = await start(() => {
      throw new Refusal();
    });
    expect((await (await connectTo(url)).ask(get('/'))).status).toBe(413);
    expect(log).toEqual([]);
  });

  it('is not every error with a code and a status', async () => {
    const { url, log } = await start(() => {
      throw Object.assign(new Error('upstream'), { code: 'ERR_BAD_REQUEST', status: 400 });
    });
    expect((await (await connectTo(url)).ask(get('/'))).status).toBe(500);
    expect(log).toHaveLength(1);
  });

  it('is 400 for a body that the connection cuts off', async () => {
    const { url } = await start(echo);
    const client = await connectTo(url, { allowHalfOpen: true });
    client.socket.end(post('/', 'hello').slice(0, -1));
    expect((await client.read()).status).toBe(400);
    expect(await client.rest()).toBe('');
  });

  it('closes the connection also when the application answers it itself', async () => {
    const { url } = await start(async (environ, startResponse) => {
      const code = await environ['tsgi.input'].read().catch((error: unknown) => (error as { code: string }).code);
      startResponse('200 OK', []);
      return [encode(String(code))];
    });
    const client = await connectTo(url);
    expect((await client.ask(`${CHUNKED}x\r\n${get('/')}`)).body).toBe('chunk-size');
    expect(await client.rest()).toBe('');
  });
});

describe('a body that is too large', () => {
  it('is refused with 413 before the application is called, when it says so', async () => {
    let calls = 0;
    const { url } = await start(
      (environ, startResponse) => {
        calls++;
        return echo(environ, startResponse);
      },
      { maxBodySize: 10 },
    );
    const client = await connectTo(url);
    expect((await client.ask(post('/', 'x'.repeat(11), 'Expect: 100-continue'))).status).toBe(413);
    expect(await client.rest()).toBe('');
    expect(calls).toBe(0);
    expect((await (await connectTo(url)).ask(post('/', 'x'.repeat(10)))).body).toBe('x'.repeat(10));
  });
});

describe('a client that keeps sending behind its last answer', () => {
  it('still gets that answer', async () => {
    const { url } = await start(hello);
    const client = await connectTo(url);
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n`);
    client.socket.write(Buffer.alloc(5_000_000));
    expect((await client.read()).body).toBe('hello');
  });
});
