import type { Application, Finish, HeaderList } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, post } from './raw-client.ts';
import { encode, gate, start, turns } from './start.ts';

const answer: Application = (_environ, startResponse) => {
  startResponse('200 OK', [['A', 'b']]);
  return [encode('hello')];
};

describe('onFinish', () => {
  async function finishesOf(
    app: Application,
    request = get('/'),
  ): Promise<{ finishes: Finish[]; log: readonly string[] }> {
    const finishes: Finish[] = [];
    const over = gate('the end of the response');
    const { url, log } = await start((environ, startResponse) => {
      environ['tsgi.exchange'].onFinish((finish) => {
        finishes.push(finish);
        over.open();
      });
      return app(environ, startResponse);
    });
    const client = await connectTo(url);
    client.send(request);
    await over.promise;
    return { finishes, log };
  }

  it('tells what was sent', async () => {
    const { finishes } = await finishesOf(answer);
    expect(finishes).toEqual([
      {
        status: 200,
        headers: [
          ['A', 'b'],
          ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
          ['Content-Length', '5'],
        ],
        bytes: 5,
        error: undefined,
        aborted: false,
      },
    ]);
  });

  it('counts the bytes of the body, not its framing, and none for HEAD', async () => {
    const chunked: Application = (_environ, startResponse) => {
      startResponse('200 OK', []);
      return [encode('hello'), new Uint8Array(100_000)].values();
    };
    expect((await finishesOf(chunked)).finishes[0]?.bytes).toBe(100_005);
    expect((await finishesOf(chunked, 'HEAD / HTTP/1.1\r\nHost: h\r\n\r\n')).finishes[0]?.bytes).toBe(0);
  });

  it('tells what the application threw', async () => {
    const error = new Error('x');
    const { finishes } = await finishesOf(() => {
      throw error;
    });
    expect(finishes).toMatchObject([{ status: 500, error, aborted: false }]);
  });

  it('calls the newest first, logs what they throw, and calls late ones at once', async () => {
    const order: string[] = [];
    const { log } = await finishesOf((environ, startResponse) => {
      const exchange = environ['tsgi.exchange'];
      exchange.onFinish(() => {
        order.push('first');
        exchange.onFinish(({ status }) => order.push(`late ${status}`));
      });
      exchange.onFinish(() => {
        throw new Error('bad callback');
      });
      exchange.onFinish(() => order.push('second'));
      return answer(environ, startResponse);
    });
    expect(order).toEqual(['second', 'first', 'late 200']);
    expect(log.join('')).toContain('bad callback');
  });
});

describe('signal', () => {
  it('aborts when the application says so, with its reason, and not behind the end', async () => {
    const reasons: unknown[] = [];
    const signals: AbortSignal[] = [];
    const { url } = await start((environ, startResponse) => {
      const exchange = environ['tsgi.exchange'];
      if (environ.PATH_INFO === '/early') exchange.abort('enough');
      exchange.signal.addEventListener('abort', () => reasons.push(exchange.signal.reason));
      if (environ.PATH_INFO === '/late') exchange.abort();
      signals.push(exchange.signal);
      exchange.onFinish(() => exchange.abort('too late'));
      return answer(environ, startResponse);
    });
    const client = await connectTo(url);
    for (const path of ['/early', '/late', '/never']) expect((await client.ask(get(path))).body).toBe('hello');
    client.socket.resetAndDestroy();
    await turns();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
    expect(signals[0]?.reason).toBe('enough');
    expect(reasons).toMatchObject([{ name: 'AbortError' }]);
  });
});

describe('draining', () => {
  it('aborts when the server begins to stop, so that an endless response ends', async () => {
    const { server, url } = await start((environ, startResponse) => {
      startResponse('200 OK', []);
      const { draining } = environ['tsgi.exchange'];
      return (async function* () {
        yield encode('tick');
        await new Promise((resolve) => draining.addEventListener('abort', resolve));
        yield encode('bye');
      })();
    });
    const client = await connectTo(url);
    client.send(get('/'));
    await client.take(90);
    const closed = server.close();
    expect(await client.rest()).toMatch(/bye\r\n0\r\n\r\n$/);
    await closed;
  });
});

describe('facts', () => {
  it('are one object for each request', async () => {
    const seen: unknown[] = [];
    const { url } = await start((environ, startResponse) => {
      const { facts } = environ['tsgi.exchange'];
      seen.push({ ...facts });
      facts.route = environ.PATH_INFO;
      seen.push({ ...environ['tsgi.exchange'].facts });
      return answer(environ, startResponse);
    });
    const client = await connectTo(url);
    await client.ask(get('/a'));
    await client.ask(get('/b'));
    expect(seen).toEqual([{}, { route: '/a' }, {}, { route: '/b' }]);
  });
});

describe('earlyHints', () => {
  it('sends 103 before the response, and nothing behind its head', async () => {
    const later: (() => void)[] = [];
    const { url } = await start(async (environ, startResponse) => {
      const exchange = environ['tsgi.exchange'];
      exchange.earlyHints?.([['Link', '</a.css>; rel=preload']]);
      await turns(1);
      later.push(() => exchange.earlyHints?.([['Link', '</late.css>']]));
      return answer(environ, startResponse);
    });
    const client = await connectTo(url);
    const hints = await client.ask(get('/'));
    expect(hints).toMatchObject({ status: 103, headers: [['Link', '</a.css>; rel=preload']] });
    expect((await client.read()).body).toBe('hello');
    for (const act of later) act();
    client.send(get('/'));
    expect((await client.read()).status).toBe(103);
    expect((await client.read()).status).toBe(200);
  });

  it('refuses headers that may not be sent', async () => {
    const codes: unknown[] = [];
    const { url } = await start((environ, startResponse) => {
      try {
        environ['tsgi.exchange'].earlyHints?.([['Link', 'a\r\nb']]);
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
      return answer(environ, startResponse);
    });
    expect((await (await connectTo(url)).ask(get('/'))).status).toBe(200);
    expect(codes).toEqual(['header-value-invalid']);
  });

  it('is absent in HTTP/1.0', async () => {
    const kinds: string[] = [];
    const { url } = await start((environ, startResponse) => {
      kinds.push(typeof environ['tsgi.exchange'].earlyHints);
      return answer(environ, startResponse);
    });
    await (await connectTo(url)).ask('GET / HTTP/1.0\r\n\r\n');
    await (await connectTo(url)).ask(get('/'));
    expect(kinds).toEqual(['undefined', 'function']);
  });
});

describe('two readers of one body', () => {
  it('are one too many, also when all of it is here', async () => {
    const seen: unknown[] = [];
    const { url } = await start(async (environ, startResponse) => {
      const input = environ['tsgi.input'];
      const chunks = input[Symbol.asyncIterator]();
      const results = await Promise.allSettled([input.read(2), input.read(2), input.readLine(), chunks.next()]);
      for (const result of results) {
        const failed: unknown = result.status === 'rejected' ? result.reason : undefined;
        seen.push(failed instanceof Error && 'code' in failed ? failed.code : result.status);
      }
      for (const read of [() => input.read(1), () => input.readLine(1)]) seen.push(String(await read()));
      seen.push(String((await chunks.next()).value));
      return answer(environ, startResponse);
    });
    await (await connectTo(url)).ask(post('/', 'abcdef'));
    expect(seen).toEqual(['fulfilled', 'read-pending', 'read-pending', 'read-pending', 'c', 'd', 'ef']);
  });
});

describe('trailers', () => {
  it('are there once the body has been read to its end', async () => {
    const seen: (HeaderList | undefined)[] = [];
    const { url } = await start(async (environ, startResponse) => {
      const exchange = environ['tsgi.exchange'];
      seen.push(exchange.trailers);
      await environ['tsgi.input'].read();
      seen.push(exchange.trailers);
      return answer(environ, startResponse);
    });
    const client = await connectTo(url);
    await client.ask(
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n',
    );
    await client.ask(post('/', 'a'));
    expect(seen).toEqual([
      undefined,
      [
        ['X-Sum', '1'],
        ['X-Sum', '2'],
      ],
      undefined,
      undefined,
    ]);
  });
});

describe('the environ', () => {
  it('is made of the request and its connection', async () => {
    const environs: Record<string, unknown>[] = [];
    const { url } = await start(
      (environ, startResponse) => {
        environs.push({ ...environ });
        return answer(environ, startResponse);
      },
      { multiprocess: true },
    );
    const client = await connectTo(url);
    const { port } = new URL(url);
    await client.ask(post('/%7euser/a%2fb?q=%7e', 'hello', 'Content-Type: text/plain', 'X_Evil: 1', 'A: 1', 'A: 2'));
    await client.ask('GET http://example.com:81/ HTTP/1.1\r\nHost: other\r\n\r\n');
    await client.ask('GET / HTTP/1.1\r\nHost:\r\n\r\n');
    await client.ask('OPTIONS * HTTP/1.1\r\nHost: [::1]\r\n\r\n');
    const { 'tsgi.input': input, 'tsgi.errors': errors, ...rest } = environs[0] ?? {};
    const { 'tsgi.file_wrapper': wrapper, 'tsgi.exchange': exchange, ...keys } = rest;
    expect([typeof input, typeof errors, typeof wrapper, typeof exchange]).toEqual([
      'object',
      'object',
      'function',
      'object',
    ]);
    expect(keys).toEqual({
      REQUEST_METHOD: 'POST',
      SCRIPT_NAME: '',
      PATH_INFO: '/~user/a%2Fb',
      REQUEST_URI: '/%7euser/a%2fb?q=%7e',
      QUERY_STRING: 'q=%7e',
      CONTENT_TYPE: 'text/plain',
      CONTENT_LENGTH: '5',
      SERVER_NAME: 'h',
      SERVER_PORT: '80',
      SERVER_PROTOCOL: 'HTTP/1.1',
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_PORT: String(client.socket.localPort),
      HTTP_HOST: 'h',
      HTTP_A: '1, 2',
      'tsgi.version': [1, 0],
      'tsgi.url_scheme': 'http',
      'tsgi.multithread': false,
      'tsgi.multiprocess': true,
      'tsgi.run_once': false,
    });
    expect(environs[1]).toMatchObject({ SERVER_NAME: 'example.com', SERVER_PORT: '81', HTTP_HOST: 'example.com:81' });
    expect(environs[2]).toMatchObject({ SERVER_NAME: '127.0.0.1', SERVER_PORT: port, HTTP_HOST: '' });
    expect(environs[3]).toMatchObject({ SERVER_NAME: '::1', SERVER_PORT: '80', PATH_INFO: '', REQUEST_URI: '*' });
  });

  it('names an IPv4 client of an IPv6 socket by its own address', async () => {
    const addresses: string[] = [];
    const { url } = await start(
      (environ, startResponse) => {
        addresses.push(environ.REMOTE_ADDR);
        return answer(environ, startResponse);
      },
      { host: '::' },
    );
    await (await connectTo(url)).ask(get('/'));
    await (await connectTo(`http://127.0.0.1:${new URL(url).port}`)).ask(get('/'));
    expect(addresses).toEqual(['::1', '127.0.0.1']);
  });
});
