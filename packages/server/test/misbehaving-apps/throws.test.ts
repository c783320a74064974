import type { Application } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get, header } from '../raw-client.ts';
import { encode, gate, start } from '../start.ts';

const OK = ['200 OK', []] as const;

function throwing(error: unknown): never {
  throw error;
}

describe('an application that fails before its head has gone out', () => {
  const apps: readonly [string, Application, RegExp][] = [
    ['throws', () => throwing(new Error('secret')), /secret[\s\S]*at /],
    ['throws undefined', () => throwing(undefined), /undefined/],
    ['rejects', () => Promise.reject(new Error('secret')), /secret/],
    ['throws behind startResponse', (_, startResponse) => throwing(startResponse(...OK)), /write|async/],
    [
      'throws at its first chunk',
      (_, startResponse) => {
        startResponse(...OK);
        return (function* () {
          yield encode('');
          throw new Error('secret');
        })();
      },
      /secret/,
    ],
    [
      'rejects at its first chunk',
      (_, startResponse) => {
        startResponse(...OK);
        return (async function* () {
          yield encode('');
          throw new Error('secret');
        })();
      },
      /secret/,
    ],
    ['does not start a response', () => [encode('x')], /start-response-missing|startResponse/],
    ['does not start a response, and gives nothing', () => [], /startResponse/],
    ['starts it twice', (_, start) => [start(...OK), start(...OK)].flatMap(() => []), /without a failure/],
    ['returns null', bad(null), /iterable/],
    ['returns a string', bad('hello'), /iterable/],
    ['returns bytes', bad(encode('hello')), /iterable/],
    ['returns nothing', bad(undefined), /iterable/],
    ['returns an array of strings', bad(['hello']), /Uint8Array/],
    ['gives strings as chunks', bad(['hello'].values()), /Uint8Array/],
    ['gives a bad status', (_, start) => [start('200', [])].flatMap(() => []), /status/],
    ['splits the response', (_, start) => [start('200 OK', [['A', 'b\r\nC: d']])].flatMap(() => []), /cannot be sent/],
    ['names framing', (_, start) => [start('200 OK', [['Connection', 'close']])].flatMap(() => []), /server's/],
    ['switches protocols without an upgrade', (_, start) => [start('101 X', [])].flatMap(() => []), /upgrade/],
  ];

  function bad(body: unknown): Application {
    return (_environ, startResponse) => {
      startResponse(...OK);
      return body as never;
    };
  }

  it.each(apps)('is answered with a plain 500, and logged: %s', async (_name, app, logged) => {
    const { url, log } = await start((environ, startResponse) =>
      environ.PATH_INFO === '/bad' ? app(environ, startResponse) : goodApp(environ, startResponse),
    );
    const client = await connectTo(url);
    const response = await client.ask(get('/bad'));
    expect(response.statusLine).toBe('HTTP/1.1 500 Internal Server Error');
    expect(header(response, 'Content-Type')).toBe('text/plain; charset=utf-8');
    expect(response.body).toBe('Internal Server Error\n');
    expect(log.join('')).toMatch(logged);
    expect((await client.ask(get('/'))).body).toBe('good');
  });
});

const goodApp: Application = (_environ, startResponse) => {
  startResponse(...OK);
  return [encode('good')];
};

describe('an application that fails after its head has gone out', () => {
  const fails: Application = (_environ, startResponse) => {
    startResponse(...OK);
    return (async function* () {
      yield encode('a');
      throw new Error('too late');
    })();
  };

  it('has the connection destroyed, so that the client notices', async () => {
    const { url, log } = await start(fails);
    const client = await connectTo(url);
    client.send(get('/') + get('/'));
    expect(await client.rest()).toMatch(/\r\n\r\n1\r\na\r\n$/);
    expect(log.join('')).toContain('too late');
  });

  it('has it reset where the end of the connection would be the end of the body', async () => {
    const more = gate('the test to go on');
    const { url } = await start((_environ, startResponse) => {
      startResponse(...OK);
      return (async function* () {
        yield encode('a');
        await more.promise;
        throw new Error('too late');
      })();
    });
    const client = await connectTo(url);
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.take('HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\r\na'.length);
    more.open();
    await client.closed;
    expect(client.errorCode).toBe('ECONNRESET');
  });

  it('gets its own error back when it starts another response', async () => {
    const own = new Error('own');
    let thrown: unknown;
    const { url } = await start((_environ, startResponse) => {
      startResponse(...OK);
      return (function* () {
        yield encode('a');
        try {
          startResponse('500 Oops', [], { error: own });
        } catch (error) {
          thrown = error;
        }
      })();
    });
    const client = await connectTo(url);
    expect((await client.ask(get('/'))).body).toBe('a');
    expect(thrown).toBe(own);
  });

  it('may replace its head with a failure before that', async () => {
    const { url } = await start((_environ, startResponse) => {
      startResponse(...OK);
      startResponse('503 Busy', [], { error: new Error('own') });
      return [encode('busy')];
    });
    expect(await (await connectTo(url)).ask(get('/'))).toMatchObject({ status: 503, body: 'busy' });
  });
});

describe('an application that is not done when its response is', () => {
  it('cannot start, write or change it any more', async () => {
    const codes: (string | undefined)[] = [];
    const late: Promise<void>[] = [];
    const { url } = await start((_environ, startResponse) => {
      const write = startResponse(...OK);
      const attempt = async (act: () => unknown) => {
        await new Promise((resolve) => setImmediate(resolve));
        try {
          await act();
        } catch (error) {
          codes.push((error as { code?: string }).code);
        }
      };
      late.push(attempt(() => write(encode('b'))));
      late.push(attempt(() => startResponse(...OK)));
      return [encode('a')];
    });
    const client = await connectTo(url);
    expect((await client.ask(get('/'))).body).toBe('a');
    await Promise.all(late);
    expect(codes).toEqual(['write-late', 'start-response-settled']);
    expect((await client.ask(get('/'))).body).toBe('a');
    await Promise.all(late);
  });
});
