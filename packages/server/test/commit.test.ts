/**
 * What protocol's commit helper promises, over a real socket: every shape of application behind one and three users of
 * it, synchronous and not. Each case asserts the bytes, one run of each hook and one close of the body.
 */
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type Application,
  appendHeader,
  compose,
  discardBody,
  type Middleware,
  onCommit,
  type ResponseBody,
} from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { connectTo, get } from './raw-client.ts';
import { encode as bytes, gate, start } from './start.ts';

const FILE = fileURLToPath(import.meta.url);
const PLAIN = [['Content-Type', 'text/plain']] as const;

interface Shape {
  /** The application; it calls `closed` when its body is closed. */
  readonly app: (closed: () => void) => Application;
  readonly request?: string;
  readonly status: string;
  readonly body: string;
  /** How often the body is closed, and each hook runs. Once, unless the application never gave a response. */
  readonly closes?: number;
  readonly hooks?: number;
}

const closing = <Body extends ResponseBody>(body: Body, close: () => void): Body => Object.assign(body, { close });

const SHAPES: Record<string, Shape> = {
  'an array': {
    app: (closed) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return closing([bytes('he'), bytes('llo')], closed);
    },
    status: '200 OK',
    body: 'hello',
  },
  'an empty array': {
    app: (closed) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return closing([], closed);
    },
    status: '200 OK',
    body: '',
  },
  'a promise': {
    app: (closed) => async (_, startResponse) => {
      await Promise.resolve();
      startResponse('200 OK', PLAIN);
      return closing([bytes('hello')], closed);
    },
    status: '200 OK',
    body: 'hello',
  },
  'a generator that starts late': {
    app: (closed) => (_, startResponse) =>
      closing(
        (function* () {
          yield new Uint8Array();
          startResponse('200 OK', PLAIN);
          yield bytes('he');
          yield bytes('llo');
        })(),
        closed,
      ),
    status: '200 OK',
    body: 'hello',
  },
  'an asynchronous generator that starts late': {
    app: (closed) => (_, startResponse) =>
      closing(
        (async function* () {
          await Promise.resolve();
          startResponse('200 OK', PLAIN);
          yield new Uint8Array();
          yield bytes('he');
          yield bytes('llo');
        })(),
        closed,
      ),
    status: '200 OK',
    body: 'hello',
  },
  'an empty first chunk': {
    app: (closed) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return closing([new Uint8Array(), bytes('hello')], closed);
    },
    status: '200 OK',
    body: 'hello',
  },
  'write, awaited': {
    app: (closed) => async (_, startResponse) => {
      const write = startResponse('200 OK', PLAIN);
      await write(bytes('he'));
      await write(bytes('ll'));
      return closing([bytes('o')], closed);
    },
    status: '200 OK',
    body: 'hello',
  },
  'write, not awaited': {
    app: (closed) => (_, startResponse) => {
      const write = startResponse('200 OK', PLAIN);
      void write(bytes('he'));
      void write(bytes('ll'));
      return closing([bytes('o')], closed);
    },
    status: '200 OK',
    body: 'hello',
  },
  'a failure before the commit': {
    app: (closed) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      startResponse('500 Internal Server Error', PLAIN, { error: new Error('x') });
      return closing([bytes('sorry')], closed);
    },
    status: '500 Internal Server Error',
    body: 'sorry',
  },
  'a failure after the commit': {
    app: (closed) => (_, startResponse) =>
      closing(
        (async function* () {
          startResponse('200 OK', PLAIN);
          yield bytes('half');
          startResponse('500 Internal Server Error', PLAIN, { error: new Error('x') });
          yield bytes('never');
        })(),
        closed,
      ),
    status: '200 OK',
    body: 'half<cut>',
  },
  'a throw before the head': {
    app: () => () => {
      throw new Error('x');
    },
    status: '500 Internal Server Error',
    body: 'Internal Server Error\n',
    closes: 0,
    hooks: 0,
  },
  'a throw between the head and the first chunk': {
    app: (closed) => (_, startResponse) =>
      closing(
        (function* () {
          startResponse('200 OK', PLAIN);
          throw new Error('x');
        })(),
        closed,
      ),
    status: '500 Internal Server Error',
    body: 'Internal Server Error\n',
    hooks: 0,
  },
  'a throw after the first chunk': {
    app: (closed) => (_, startResponse) =>
      closing(
        (function* () {
          startResponse('200 OK', PLAIN);
          yield bytes('half');
          throw new Error('x');
        })(),
        closed,
      ),
    status: '200 OK',
    body: 'half<cut>',
  },
  'an array to HEAD': {
    app: (closed) => (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return closing([bytes('hello')], closed);
    },
    request: 'HEAD / HTTP/1.1',
    status: '200 OK',
    body: '',
  },
  'an endless generator to HEAD': {
    app: (closed) => (_, startResponse) =>
      closing(
        (async function* () {
          startResponse('200 OK', PLAIN);
          for (;;) yield bytes('hello');
        })(),
        closed,
      ),
    request: 'HEAD / HTTP/1.1',
    status: '200 OK',
    body: '',
  },
  'write to HEAD': {
    app: (closed) => async (_, startResponse) => {
      await startResponse('200 OK', PLAIN)(bytes('hello'));
      return closing([bytes('more')], closed);
    },
    request: 'HEAD / HTTP/1.1',
    status: '200 OK',
    body: '',
  },
  'a file body': {
    app: (closed) => async (environ, startResponse) => {
      const handle = await open(FILE);
      startResponse('200 OK', [...PLAIN, ['Content-Length', '3']]);
      const close = async (): Promise<void> => {
        closed();
        await handle.close();
      };
      return environ['tsgi.file_wrapper']({ fd: handle.fd, start: 0, close });
    },
    status: '200 OK',
    body: '/**',
  },
  '204': {
    app: (closed) => (_, startResponse) => {
      startResponse('204 No Content', []);
      return closing([], closed);
    },
    status: '204 No Content',
    body: '',
  },
};

/** What a table row found out. */
interface Counts {
  closes: number;
  hooks: number;
}

/** Users of the helper; each adds a header, and counts its runs. */
function users(count: number, waits: boolean, counts: Counts): Middleware {
  const user = (name: string): Middleware => {
    return (app) => (environ, startResponse) =>
      onCommit(app, environ, startResponse, (response) => {
        counts.hooks++;
        const changed = { ...response, headers: appendHeader(response.headers, name, 'seen') };
        return waits ? new Promise((resolve) => setImmediate(resolve, changed)) : changed;
      });
  };
  const [first = user('X-User-0'), second = first, third = second] = [0, 1, 2].map((at) => user(`X-User-${at}`));
  return count === 1 ? first : compose(first, second, third);
}

describe.each([
  [1, false],
  [1, true],
  [3, false],
  [3, true],
] as const)('behind %d users of the commit helper (waiting: %s)', (count, waits) => {
  it.each(Object.entries(SHAPES))('%s arrives whole, and is closed once', async (_, shape) => {
    const counts: Counts = { closes: 0, hooks: 0 };
    const finished = gate<unknown>('the end of the response');
    const app = users(count, waits, counts)(shape.app(() => void counts.closes++));
    const watched: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].onFinish(finished.open);
      return app(environ, startResponse);
    };
    const { url } = await start(watched);
    const { status, headers, body } = await request(url, shape.request ?? 'GET / HTTP/1.1');
    await finished.promise;
    expect(status).toBe(shape.status);
    expect(body).toBe(shape.body);
    expect(counts).toEqual({ closes: shape.closes ?? 1, hooks: (shape.hooks ?? 1) * count });
    const marks = headers.filter((line) => line.startsWith('X-User-'));
    expect(marks).toHaveLength((shape.hooks ?? 1) * count);
  });

  it('an upgrade passes through the whole stack', async () => {
    const counts: Counts = { closes: 0, hooks: 0 };
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.((socket) => socket.end('switched'));
      startResponse('101 Switching Protocols', []);
      return closing([], () => void counts.closes++);
    };
    const { url } = await start(users(count, waits, counts)(app));
    const { status, headers, body } = await request(url, 'GET / HTTP/1.1', 'Connection: upgrade\r\nUpgrade: test\r\n');
    expect(status).toBe('101 Switching Protocols');
    expect(body).toBe('switched');
    expect(headers.filter((line) => line.startsWith('X-User-'))).toHaveLength(count);
    expect(counts).toEqual({ closes: 1, hooks: count });
  });

  it('a body that somebody outside replaces is closed though it was never iterated', async () => {
    const counts: Counts = { closes: 0, hooks: 0 };
    const inner: Application = (_, startResponse) => {
      startResponse('200 OK', PLAIN);
      return closing(
        (async function* () {
          yield bytes('first');
          yield bytes('second');
        })(),
        () => void counts.closes++,
      );
    };
    const stack = users(count, waits, counts)(inner);
    const replacing: Application = (environ, startResponse) =>
      onCommit(stack, environ, startResponse, (response) => {
        discardBody(response.body, environ['tsgi.errors']);
        return { status: '404 Not Found', headers: PLAIN, body: [bytes('other')] };
      });
    const { url } = await start(replacing);
    const { status, body } = await request(url, 'GET / HTTP/1.1');
    expect([status, body]).toEqual(['404 Not Found', 'other']);
    expect(counts).toEqual({ closes: 1, hooks: count });
  });

  it('the hook runs and the body is closed once when the client leaves before the first chunk', async () => {
    const counts: Counts = { closes: 0, hooks: 0 };
    const waiting = gate('the first chunk to be pulled');
    const finished = gate<unknown>('the end of the response');
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].onFinish(finished.open);
      startResponse('200 OK', PLAIN);
      const next = (): Promise<never> => {
        waiting.open();
        return new Promise(() => undefined);
      };
      return { [Symbol.asyncIterator]: () => ({ next }), close: () => void counts.closes++ };
    };
    const { url } = await start(users(count, waits, counts)(app));
    const client = await connectTo(url);
    client.send(get('/'));
    await waiting.promise;
    // A reset: after a FIN the client could still read, so the answer would still be due.
    client.socket.resetAndDestroy();
    await finished.promise;
    expect(counts).toEqual({ closes: 1, hooks: count });
  });

  it('the body is closed once when the client leaves in the middle of it', async () => {
    const counts: Counts = { closes: 0, hooks: 0 };
    const finished = gate<unknown>('the end of the response');
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].onFinish(finished.open);
      startResponse('200 OK', PLAIN);
      return closing(
        (async function* () {
          for (;;) yield new Uint8Array(65536);
        })(),
        () => void counts.closes++,
      );
    };
    const { url } = await start(users(count, waits, counts)(app));
    const client = await connectTo(url);
    client.send(get('/'));
    await client.take(1);
    client.socket.destroy();
    await finished.promise;
    expect(counts).toEqual({ closes: 1, hooks: count });
  });
});

/** One request on a connection of its own; a body cut short ends with `<cut>`. */
async function request(
  url: string,
  line: string,
  more = 'Connection: close\r\n',
): Promise<{ status: string; headers: string[]; body: string }> {
  const client = await connectTo(url);
  client.send(`${line}\r\nHost: x\r\n${more}\r\n`);
  const text = await client.rest();
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...headers] = head.split('\r\n');
  const chunked = headers.includes('Transfer-Encoding: chunked');
  const body = rest.join('\r\n\r\n');
  return { status: statusLine.slice('HTTP/1.1 '.length), headers, body: chunked ? unchunk(body) : body };
}

function unchunk(body: string): string {
  let text = '';
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    if (end === -1) return `${text}<cut>`;
    const size = Number.parseInt(body.slice(at, end), 16);
    if (size === 0) return text;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
