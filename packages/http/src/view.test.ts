import { AsyncLocalStorage } from 'node:async_hooks';
import { type Application, type Environ, onCommit } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { call, environOf, exchangeOf } from '../test/environ.ts';
import { html, text } from './content.ts';
import { HttpError, notFound } from './http-error.ts';
import { HttpRequest } from './http-request.ts';
import { HttpResponse } from './http-response.ts';
import { stream } from './stream.ts';
import { runView, view } from './view.ts';

const failures: readonly (readonly [string, () => HttpResponse | Promise<HttpResponse>])[] = [
  [
    'throws',
    () => {
      throw new Error('the database password is hunter2');
    },
  ],
  ['rejects', () => Promise.reject(new Error('the database password is hunter2'))],
  [
    'fails before its first chunk',
    () =>
      stream(
        (async function* () {
          yield '';
          throw new Error('the database password is hunter2');
        })(),
      ),
  ],
  [
    'fails in a synchronous body before its first chunk',
    () =>
      new HttpResponse(
        (function* () {
          yield new Uint8Array(0);
          throw new Error('the database password is hunter2');
        })(),
      ),
  ],
  [
    'fails while it is finished',
    () =>
      text('').finishWith(() => {
        throw new Error('the database password is hunter2');
      }),
  ],
  ['rejects while it is finished', () => text('').finishWith(() => Promise.reject(new Error('hunter2')))],
  ['has a header that cannot be sent', () => text('', { headers: [['X-Name', 'hunter2\r\nSet-Cookie: a=b']] })],
];

describe('view', () => {
  it('sends the response of a synchronous view without a promise', () => {
    const started: unknown[] = [];
    const body = view(() => text('Hello'))(environOf(), (status, headers) => {
      started.push(status, headers);
      return () => Promise.resolve();
    });
    expect(body).toEqual([Buffer.from('Hello')]);
    expect(started).toEqual([
      '200 OK',
      [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['Content-Length', '5'],
      ],
    ]);
  });

  it('sends the response of an asynchronous view', async () => {
    const answer = await call(
      view(async (request) => text(request.path, { status: 201 })),
      { path: '/a' },
    );
    expect([answer.status, answer.text]).toEqual(['201 Created', '/a']);
  });

  it('answers an HttpError with its status, headers and message', async () => {
    const missing = view(() => {
      throw new HttpError(410, { message: 'Moved away', headers: { 'X-Reason': 'age' } });
    });
    const answer = await call(missing);
    expect(answer.status).toBe('410 Gone');
    expect(answer.header('X-Reason')).toBe('age');
    expect(JSON.parse(answer.text)).toEqual({ title: 'Gone', status: 410, code: 'gone', detail: 'Moved away' });
  });

  // honojs/hono#2164, #1480: a throw inside a stream killed the server.
  it('answers an HttpError that a stream throws before its first chunk', async () => {
    async function* empty(): AsyncGenerator<string> {
      yield '';
      throw notFound();
    }
    expect((await call(view(() => stream(empty())))).status).toBe('404 Not Found');
  });

  it.each(failures)('answers 500, logs and shows nothing when a view %s', async (_, fail) => {
    const { environ, logged } = exchangeOf({ method: 'POST', scriptName: '/app', path: '/x', query: 'token=secret' });
    const answer = await call(view(fail), environ);
    expect(answer.status).toBe('500 Internal Server Error');
    expect(answer.text).not.toContain('hunter2');
    expect(logged.join('')).toMatch(/^POST \/app\/x failed: .*\n {4}at /s);
    expect(logged.join('')).toContain('hunter2');
    expect(logged.join('')).not.toContain('secret');
    expect(environ['tsgi.exchange'].facts.error).toBeInstanceOf(Error);
  });

  it('logs the causes of an error, and things thrown that are no errors', async () => {
    const { environ, logged } = exchangeOf();
    const cause = { code: 7 };
    await call(
      view(() => {
        throw new Error('outer', { cause });
      }),
      environ,
    );
    expect(logged.join('')).toMatch(/outer[\s\S]*caused by an object that is no Error, with code$/m);
  });

  it('logs a 5xx that has a cause, and leaves every 5xx in the facts', async () => {
    const bare = exchangeOf();
    const caused = exchangeOf();
    const maintenance = new HttpError(503);
    await call(
      view(() => Promise.reject(maintenance)),
      bare.environ,
    );
    await call(
      view(() => Promise.reject(new HttpError(503, { cause: new Error('pool is empty') }))),
      caused.environ,
    );
    expect(bare.logged).toEqual([]);
    expect(bare.environ['tsgi.exchange'].facts.error).toBe(maintenance);
    expect(caused.logged.join('')).toContain('pool is empty');
  });

  it('does not log that a request was given up', async () => {
    const { environ, logged, abort } = exchangeOf();
    abort(new Error('client left'));
    const answer = await call(
      view((request) => Promise.reject(request.signal.reason)),
      environ,
    );
    expect(answer.status).toBe('500 Internal Server Error');
    expect(logged).toEqual([]);
  });

  it.each([undefined, null, 'text', { status: 200 }])('names the view that returned %o', async (result) => {
    const { environ, logged } = exchangeOf();
    async function showPolls(): Promise<HttpResponse> {
      return result as unknown as HttpResponse;
    }
    expect((await call(view(showPolls), environ)).status).toBe('500 Internal Server Error');
    expect(logged.join('')).toContain('showPolls');
    expect(environ['tsgi.exchange'].facts.error).toMatchObject({ code: 'view-result' });
  });

  it('calls a view without a name anonymous', async () => {
    const { environ, logged } = exchangeOf();
    await call(view((() => undefined) as unknown as () => HttpResponse), environ);
    expect(logged.join('')).toContain('(anonymous)');
  });

  it('answers an error of the input with its own status', async () => {
    const properties = { origin: 'tsgi.input', code: 'body-truncated', status: 400 };
    const inputError = Object.assign(new Error('The body was cut off'), properties);
    const read = view(async ({ environ }) => text(String(await environ['tsgi.input'].read())));
    const answer = await call(read, { method: 'POST', body: [], inputError });
    expect(answer.status).toBe('400 Bad Request');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'body-truncated', detail: 'The body was cut off' });
  });

  it.each([
    { code: 'ERR_BAD_REQUEST', status: 400 },
    { code: 'body-truncated', status: 400 },
    { origin: 'tsgi.input', code: 'read-pending', status: 500 },
  ])('does not take %o for an error of the input', async (properties) => {
    const answer = await call(view(() => Promise.reject(Object.assign(new Error('upstream'), properties))));
    expect(answer.status).toBe('500 Internal Server Error');
  });

  it.each(['async', 'sync'])('passes on what an %s body throws after its first chunk', async (kind) => {
    const failure = new Error('disk gone');
    const { environ, logged } = exchangeOf();
    const body =
      kind === 'async'
        ? (async function* () {
            yield Buffer.from('a');
            throw failure;
          })()
        : (function* () {
            yield Buffer.from('a');
            throw failure;
          })();
    await expect(
      call(
        view(() => new HttpResponse(body)),
        environ,
      ),
    ).rejects.toBe(failure);
    expect(logged).toEqual([]);
  });

  // fastify#1131, #4908: two answers to one request crashed the process.
  it('throws what a view throws after its response was committed', async () => {
    const failure = new Error('late');
    const app: Application = (environ, startResponse) => {
      const committed: typeof startResponse = (status, headers, late) => {
        if (late !== undefined) throw late.error;
        return startResponse(status, headers);
      };
      return view(() => Promise.reject(failure))(environ, committed);
    };
    await expect(call(app)).rejects.toBe(failure);
  });

  it('closes the body of a response that cannot be started', async () => {
    let closed = 0;
    const body = { [Symbol.iterator]: () => [][Symbol.iterator](), close: () => void closed++ };
    await call(view(() => new HttpResponse(body, { headers: [['bad name', '']] })));
    expect(closed).toBe(1);
  });

  it.each(['read', 'unread'])('closes a body that was %s exactly once', async (how) => {
    let closed = 0;
    const body = {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('a');
      },
      close: () => void closed++,
    };
    await call(
      view(() => new HttpResponse(body)),
      { method: how === 'read' ? 'GET' : 'HEAD' },
    );
    expect(closed).toBe(1);
  });

  it('answers HTML to a browser', async () => {
    const headers = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    const answer = await call(
      view(() => Promise.reject(notFound('<script>'))),
      { headers },
    );
    expect(answer.header('Content-Type')).toBe('text/html; charset=utf-8');
    expect(answer.header('Vary')).toBe('Accept');
    expect(answer.text).toContain('&lt;script&gt;');
    expect(answer.text).not.toContain('<script>');
  });

  it('keeps what middleware sees at the commit', async () => {
    const app: Application = (environ, startResponse) =>
      onCommit(
        view(() => html('x')),
        environ,
        startResponse,
        (response) => ({
          ...response,
          headers: [...response.headers, ['X-Seen', response.status]],
        }),
      );
    expect((await call(app)).header('X-Seen')).toBe('200 OK');
  });

  // fastify#3570: a context was lost once the body was parsed.
  it('keeps the async context of the request while its body is read', async () => {
    const context = new AsyncLocalStorage<string>();
    const boundary = 'b';
    const form = `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${'x'.repeat(2000)}\r\n--b--`;
    const bodies: readonly (readonly [string, string, (request: HttpRequest) => Promise<unknown>])[] = [
      ['application/json', '{}', (request) => request.json()],
      ['text/plain', 'a', (request) => request.text()],
      ['application/x-www-form-urlencoded', 'a=1', (request) => request.form()],
      [`multipart/form-data; boundary=${boundary}`, form, (request) => request.form()],
      [`multipart/form-data; boundary=${boundary}`, form, (request) => request.parts().next()],
      ['text/plain', 'a', (request) => request.stream()[Symbol.asyncIterator]().next()],
    ];
    for (const [type, body, read] of bodies) {
      const { environ, finish } = exchangeOf({ method: 'POST', headers: { 'Content-Type': type }, body });
      const reading = view(async (request) => {
        await read(request);
        return text(context.getStore() ?? 'lost');
      });
      expect((await context.run('kept', () => call(reading, environ))).text).toBe('kept');
      finish();
    }
  });
});

describe('runView', () => {
  it('gives the view its parameters', async () => {
    const detail = (request: HttpRequest, { id }: { id: number }): HttpResponse => text(`${request.path} ${id + 1}`);
    const app: Application = (environ: Environ, startResponse) =>
      runView(detail, new HttpRequest(environ), { id: 6 }, startResponse);
    expect((await call(app, { path: '/polls/6' })).text).toBe('/polls/6 7');
  });
});
