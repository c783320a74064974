import { HttpError, json, redirect, text, view } from '@tsgi/http';
import type { Application, Finish } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { createClient } from './create-client.ts';
import type { RequestOptions } from './request-options.ts';

const bytes = (chunk: string): Uint8Array => new TextEncoder().encode(chunk);

/** Answers with what it was sent. */
const mirror = view(async (request) =>
  json({
    method: request.method,
    path: request.path,
    query: request.environ.QUERY_STRING,
    type: request.environ.CONTENT_TYPE ?? null,
    length: request.environ.CONTENT_LENGTH ?? null,
    cookie: request.headers.get('cookie') ?? null,
    agent: request.headers.get('user-agent') ?? null,
    body: await request.text(),
  }),
);

/** A body that never ends, and notes how it is treated. */
function endless(seen: string[]): Application {
  return (environ, startResponse) => {
    environ['tsgi.exchange'].onFinish(({ aborted }) => seen.push(`finish, aborted: ${aborted}`));
    environ['tsgi.exchange'].signal.addEventListener('abort', () => seen.push('signal'));
    startResponse('200 OK', []);
    return (async function* () {
      try {
        for (let count = 1; ; count++) yield bytes(`chunk ${count}\n`);
      } finally {
        seen.push('returned');
      }
    })();
  };
}

/** Begins a body and never goes on. */
const stuck: Application = (_, startResponse) => {
  startResponse('200 OK', []);
  return (async function* () {
    yield bytes('a');
    await new Promise(() => undefined);
  })();
};

const boom = new Error('boom');
const throwing: Application = () => {
  throw boom;
};
const breaking: Application = (_, startResponse) => {
  startResponse('200 OK', []);
  return (async function* () {
    yield bytes('a');
    throw boom;
  })();
};

describe('a request of a client', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)('is a %s', async (method) => {
    const response = await createClient(mirror)[method]('/a');
    expect(response.status).toBe(200);
    expect(response.statusText).toBe('OK');
    expect(await response.json()).toMatchObject({ method: method.toUpperCase(), path: '/a', body: '' });
  });

  it('is a HEAD, whose response has no body', async () => {
    const response = await createClient(view(() => text('hello'))).head('/');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('');
  });

  it('has any method, its case kept', async () => {
    expect(await (await createClient(mirror).request('Brew', '/')).json()).toMatchObject({ method: 'Brew' });
  });

  it.each<[string, string, RequestOptions, string]>([
    ['an object', '/', { query: { a: 1, b: ['x', true], c: undefined, d: 'é&' } }, 'a=1&b=x&b=true&d=%C3%A9%26'],
    ['URLSearchParams', '/', { query: new URLSearchParams('a=1&a=2') }, 'a=1&a=2'],
    ['added to that of the URL', '/?z=0#top', { query: { a: 1 } }, 'z=0&a=1'],
    ['an empty one', '/', { query: {} }, ''],
  ])('takes a query: %s', async (_, url, options, query) => {
    expect(await (await createClient(mirror).get(url, options)).json()).toMatchObject({ query });
  });

  it('has the headers of the client, and its own in the place of those', async () => {
    const client = createClient(mirror, { headers: { 'User-Agent': 'test', Cookie: 'a=1' } });
    expect(await (await client.get('/')).json()).toMatchObject({ agent: 'test', cookie: 'a=1' });
    const own = await client.get('/', { headers: [['user-agent', 'other']] });
    expect(await own.json()).toMatchObject({ agent: 'other', cookie: 'a=1' });
  });

  it.each<[string, RequestOptions, string | null, string, string | null]>([
    ['JSON', { json: { a: [1] } }, 'application/json', '{"a":[1]}', '9'],
    ['null as JSON', { json: null }, 'application/json', 'null', '4'],
    ['a form', { form: { a: '1 2', b: ['x', 'y'] } }, 'application/x-www-form-urlencoded', 'a=1+2&b=x&b=y', '13'],
    ['text', { body: 'hé' }, 'text/plain; charset=utf-8', 'hé', '3'],
    ['bytes', { body: bytes('abc') }, null, 'abc', '3'],
    ['chunks', { body: [bytes('a'), bytes('b')] }, null, 'ab', null],
    ['an own type', { json: 1, headers: { 'content-type': 'text/x' } }, 'text/x', '1', '1'],
  ])('sends %s', async (_, options, type, body, length) => {
    expect(await (await createClient(mirror).post('/', options)).json()).toMatchObject({ type, body, length });
  });

  it('sends a body as it comes', async () => {
    const seen: string[] = [];
    const source = (async function* () {
      for (const part of ['a', 'b']) {
        seen.push(`gives ${part}`);
        yield bytes(part);
      }
    })();
    const app: Application = async (environ, startResponse) => {
      for await (const chunk of environ['tsgi.input']) seen.push(`reads ${chunk.length}`);
      startResponse('204 No Content', []);
      return [];
    };
    await createClient(app).post('/', { body: source });
    expect(seen).toEqual(['gives a', 'reads 1', 'gives b', 'reads 1']);
  });

  it('uploads files with fields, as a browser encodes them', async () => {
    const app = view(async (request) => {
      const form = await request.form();
      const entries = [...form].map(async ([name, value]) =>
        typeof value === 'string'
          ? [name, value]
          : [name, value.name, value.type, Buffer.from(await value.bytes()).toString()],
      );
      return json(await Promise.all(entries));
    });
    const response = await createClient(app).post('/', {
      form: { title: 'x' },
      files: {
        one: { name: 'a.txt', content: 'hé', type: 'text/plain' },
        many: [
          { name: 'b', content: bytes('b') },
          { name: 'c"d', content: '' },
        ],
      },
    });
    expect(await response.json()).toEqual([
      ['title', 'x'],
      ['one', 'a.txt', 'text/plain', 'hé'],
      ['many', 'b', 'application/octet-stream', 'b'],
      ['many', 'c"d', 'application/octet-stream', ''],
    ]);
  });

  it('goes to an absolute URL, or to a path below the client’s origin', async () => {
    const app = view((request) => text(request.url.href));
    const client = createClient(app, { origin: 'https://example.com:8443/ignored' });
    expect(await (await client.get('/a?b')).text()).toBe('https://example.com:8443/a?b');
    expect(await (await client.get('a')).text()).toBe('https://example.com:8443/a');
    expect(await (await client.get('http://other.example/x')).text()).toBe('http://other.example/x');
  });

  it('that a server would refuse is an error', async () => {
    await expect(createClient(mirror).get('/../secret')).rejects.toMatchObject({ code: 'request-refused' });
  });

  it('sees what a server tells besides the response', async () => {
    const app: Application = async (environ, startResponse) => {
      environ['tsgi.exchange'].earlyHints?.([['Link', '</a.css>']]);
      environ['tsgi.exchange'].facts.route = '/a';
      environ['tsgi.errors'].write('a line\n');
      await environ['tsgi.input'].read();
      startResponse('200 OK', []);
      return [];
    };
    const response = await createClient(app).post('/', { body: 'a', headers: { Expect: '100-continue' } });
    expect(response.earlyHints).toEqual([[['Link', '</a.css>']]]);
    expect(response.facts.route).toBe('/a');
    expect(response.log).toBe('a line\n');
    expect(response.continued).toBe(true);
  });

  it('leads to a socket when the application upgrades', async () => {
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.((socket) => socket.end('hello'));
      startResponse('101 Switching Protocols', []);
      return [];
    };
    const response = await createClient(app).get('/', { headers: { Upgrade: 'greeting' } });
    expect(response.status).toBe(101);
    expect(await response.socket?.toArray()).toEqual([Buffer.from('hello')]);
    expect(await response.text()).toBe('');
    await response.close();
  });
});

describe('the response of a client', () => {
  it('has ended when its body was all there', async () => {
    const finishes: Finish[] = [];
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].onFinish((finish) => finishes.push(finish));
      startResponse('200 OK', []);
      return [bytes('a')];
    };
    const response = await createClient(app).get('/');
    expect(finishes).toMatchObject([{ status: 200, bytes: 1, aborted: false }]);
    expect(response.isOpen).toBe(false);
  });

  it('is read any number of times, and by chunk once it was read', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'application/json']]);
      return [bytes('{"a"'), bytes(':1}')];
    };
    const response = await createClient(app).get('/');
    expect(await response.text()).toBe('{"a":1}');
    expect(await response.json()).toEqual({ a: 1 });
    expect(await response.bytes()).toEqual(bytes('{"a":1}'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.chunks()) chunks.push(chunk);
    expect(chunks).toEqual([bytes('{"a"'), bytes(':1}')]);
  });

  it('is decoded by the charset of its type', async () => {
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain; charset="iso-8859-1"']]);
      return [Uint8Array.of(0xe9)];
    };
    expect(await (await createClient(app).get('/')).text()).toBe('é');
  });

  it('comes chunk by chunk, each pulled when it is asked for, and closes when that breaks off', async () => {
    const seen: string[] = [];
    const response = await createClient(endless(seen)).get('/');
    const chunks: string[] = [];
    for await (const chunk of response.chunks()) {
      chunks.push(Buffer.from(chunk).toString());
      if (chunks.length === 2) break;
    }
    expect(chunks).toEqual(['chunk 1\n', 'chunk 2\n']);
    expect(seen).toEqual(['signal', 'returned', 'finish, aborted: true']);
    await expect(response.text()).rejects.toMatchObject({ code: 'response-gone' });
  });

  it('is closed unread, once', async () => {
    const seen: string[] = [];
    const response = await createClient(endless(seen)).get('/');
    expect(response.isOpen).toBe(true);
    await response.close();
    await response.close();
    expect(seen).toEqual(['signal', 'returned', 'finish, aborted: true']);
  });

  it('is closed with its client', async () => {
    const seen: string[] = [];
    const client = createClient(endless(seen));
    await client.get('/');
    await client.get('/');
    await client.close();
    expect(seen.filter((what) => what === 'returned')).toHaveLength(2);
  });

  it('ends by itself when the server begins to stop and the application heeds it', async () => {
    const app: Application = (environ, startResponse) => {
      const { draining } = environ['tsgi.exchange'];
      startResponse('200 OK', []);
      return (async function* () {
        yield bytes('a');
        if (!draining.aborted) await new Promise((resolve) => draining.addEventListener('abort', resolve));
      })();
    };
    const client = createClient(app);
    const response = await client.get('/');
    client.drain();
    expect(await response.text()).toBe('a');
  });
});

describe('an error of the application', () => {
  it.each<[string, Application]>([
    ['thrown at the call', throwing],
    ['thrown by a view, which answers 500', view(() => Promise.reject(boom))],
  ])('is rethrown by the request: %s', async (_, app) => {
    await expect(createClient(app).get('/')).rejects.toBe(boom);
  });

  it('is rethrown behind a 500 that is not all there', async () => {
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].facts.error = boom;
      startResponse('500 Internal Server Error', []);
      return (async function* () {
        yield bytes('sorry');
      })();
    };
    await expect(createClient(app).get('/')).rejects.toBe(boom);
  });

  it('is rethrown by the read that meets it', async () => {
    const response = await createClient(breaking).get('/');
    await expect(response.text()).rejects.toBe(boom);
  });

  it.each<[string, Application]>([
    ['thrown at the call', throwing],
    ['thrown by a view', view(() => Promise.reject(boom))],
  ])('is a 500 where the test asks for that: %s', async (_, app) => {
    const response = await createClient(app, { throwErrors: false }).get('/');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('boom');
  });

  it('cuts the response off where the test asks for that', async () => {
    const response = await createClient(breaking, { throwErrors: false }).get('/');
    await expect(response.text()).rejects.toMatchObject({ code: 'response-truncated', cause: boom });
  });

  it('that has chosen its status is a response', async () => {
    const app = view(() => {
      throw new HttpError(500, { message: 'under repair' });
    });
    expect((await createClient(app).get('/')).status).toBe(500);
  });

  it('that came from the request’s body is answered with its status', async () => {
    const app: Application = async (environ) => [await environ['tsgi.input'].read()];
    const options = { body: 'abc', headers: { 'Content-Length': '5' } };
    expect((await createClient(app).post('/', options)).status).toBe(400);
  });
});

describe('lint around the application', () => {
  const unstarted: Application = () => [bytes('a')];
  const misplaced: Application = (_, startResponse) => {
    startResponse('200 OK', [['Content-Length', '1']]);
    return (async function* () {
      yield bytes('a');
      yield bytes('b');
    })();
  };

  it('throws what it finds from the request', async () => {
    await expect(createClient(unstarted).get('/')).rejects.toMatchObject({
      name: 'LintError',
      code: 'start-response-missing',
      culprit: 'application',
    });
  });

  it('throws what it finds later from the read', async () => {
    const response = await createClient(misplaced).get('/');
    await expect(response.text()).rejects.toMatchObject({ name: 'LintError', code: 'content-length-mismatch' });
  });

  it('throws what it finds at the end, when nothing failed', async () => {
    const shared = bytes('aa');
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', []);
      return (async function* () {
        yield shared;
        shared.fill(0);
        yield bytes('b');
      })();
    };
    const response = await createClient(app).get('/');
    await expect(response.text()).rejects.toMatchObject({ name: 'LintError', code: 'chunk-changed' });
  });

  it('throws what a view has swallowed', async () => {
    const app = view(async (request) => {
      await request.environ['tsgi.input'].read(-1);
      return text('never');
    });
    await expect(createClient(app, { throwErrors: false }).get('/')).rejects.toMatchObject({
      code: 'input-amount-invalid',
    });
  });

  it('is left out where the test asks for that', async () => {
    const client = createClient(misplaced, { lint: false });
    const response = await client.get('/');
    await expect(response.text()).rejects.toMatchObject({ name: 'ContractError', code: 'content-length-mismatch' });
  });
});

describe('an aborted request', () => {
  it('rejects with the reason, and tells the application that its client has left', async () => {
    const aborting = new AbortController();
    const seen: unknown[] = [];
    const app: Application = async (environ, startResponse) => {
      const { signal } = environ['tsgi.exchange'];
      environ['tsgi.exchange'].onFinish(({ aborted }) => seen.push(aborted));
      const left = new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborting.abort('enough');
      await left;
      seen.push('noticed');
      startResponse('200 OK', []);
      return [];
    };
    await expect(createClient(app).get('/', { signal: aborting.signal })).rejects.toBe('enough');
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['noticed', true]);
  });

  it('is not sent when it was aborted before', async () => {
    const signal = AbortSignal.abort('never');
    await expect(createClient(throwing).get('/', { signal })).rejects.toBe('never');
  });

  it('rejects a read that is waiting', async () => {
    const aborting = new AbortController();
    const response = await createClient(stuck, { throwErrors: false }).get('/', { signal: aborting.signal });
    const reading = response.text();
    setImmediate(() => aborting.abort('enough'));
    await expect(reading).rejects.toBe('enough');
    expect(response.isOpen).toBe(false);
  });

  it('closes the socket of an upgrade', async () => {
    const aborting = new AbortController();
    const app: Application = async (environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => undefined);
      aborting.abort('enough');
      startResponse('101 Switching Protocols', []);
      return [];
    };
    const finished = new Promise<Finish>((resolve) => {
      const outer: Application = (environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(resolve);
        return app(environ, startResponse);
      };
      const options = { headers: { Upgrade: 'x' }, signal: aborting.signal };
      createClient(outer)
        .get('/', options)
        .catch(() => undefined);
    });
    expect((await finished).status).toBe(101);
  });

  it('leaves nothing on its signal when the response has ended', async () => {
    const aborting = new AbortController();
    const response = await createClient(mirror).get('/', { signal: aborting.signal });
    aborting.abort('late');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ method: 'GET' });
  });
});

describe('the cookies of a client', () => {
  const counting = view((request) => {
    const response = text(request.headers.get('cookie') ?? 'none');
    response.setCookie('visits', '1', { maxAge: 60 });
    return response;
  });

  it('are kept from one request to the next, until they expire by the client’s clock', async () => {
    const clock = createClock();
    const client = createClient(counting, { clock });
    expect(await (await client.get('/')).text()).toBe('none');
    expect(await (await client.get('/')).text()).toBe('visits=1');
    await clock.advance(60_000);
    expect(await (await client.get('/')).text()).toBe('none');
  });

  it('are sent beside those that a test gives', async () => {
    const client = createClient(counting);
    client.cookies.set('a', '1');
    expect(await (await client.get('/', { headers: { Cookie: 'b=2' } })).text()).toBe('b=2; a=1');
  });

  it('are one client’s own', async () => {
    await createClient(counting).get('/');
    expect(await (await createClient(counting).get('/')).text()).toBe('none');
  });
});

describe('a client that follows redirects', () => {
  /** Redirects from `/from` as the query says, and answers everything else with what it was sent. */
  const app: Application = (environ, startResponse) => {
    if (environ.PATH_INFO !== '/from') return mirror(environ, startResponse);
    const query = new URLSearchParams(environ.QUERY_STRING);
    startResponse(`${query.get('status') ?? '302'} Elsewhere`, [['Location', query.get('to') ?? '/to']]);
    return [];
  };

  it.each([
    [301, 'GET', 'GET'],
    [301, 'HEAD', 'HEAD'],
    [301, 'POST', 'GET'],
    [301, 'PUT', 'PUT'],
    [302, 'POST', 'GET'],
    [302, 'DELETE', 'DELETE'],
    [303, 'GET', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
  ])('follows a %d of %s with %s', async (status, method, then) => {
    const methods: string[] = [];
    const noting: Application = (environ, startResponse) => {
      methods.push(environ.REQUEST_METHOD);
      return app(environ, startResponse);
    };
    const client = createClient(noting, { followRedirects: true });
    const response = await client.request(method, '/from', { query: { status }, body: 'abc' });
    expect(methods).toEqual([method, then]);
    expect(response.redirects).toEqual([{ status, url: 'http://localhost/to' }]);
    expect(response.url).toBe('http://localhost/to');
    if (then === 'HEAD') return;
    const kept = method === then;
    expect(await response.json()).toMatchObject({
      body: kept ? 'abc' : '',
      type: kept ? 'text/plain; charset=utf-8' : null,
    });
  });

  it.each([200, 300, 304, 305, 400])('does not take a %d for a redirect', async (status) => {
    const response = await createClient(app, { followRedirects: true }).get('/from', { query: { status } });
    expect([response.status, response.redirects]).toEqual([status, []]);
  });

  it('gives a redirect without a Location as the response', async () => {
    const bare = createClient((_, startResponse) => {
      startResponse('302 Found', []);
      return [];
    });
    expect((await bare.get('/', { followRedirects: true })).status).toBe(302);
  });

  it('follows none unless asked to', async () => {
    expect((await createClient(app).get('/from')).status).toBe(302);
    const following = createClient(app, { followRedirects: true });
    expect((await following.get('/from', { followRedirects: false })).status).toBe(302);
  });

  it.each([
    ['/to?x=1#part', 'http://localhost/to?x=1'],
    ['to', 'http://localhost/to'],
    ['?x', 'http://localhost/from?x'],
    ['https://localhost/to', 'https://localhost/to'],
  ])('understands the location %s', async (to, url) => {
    const query = { to, status: 307 };
    const once: Application = (environ, startResponse) =>
      environ.QUERY_STRING.includes('status') ? app(environ, startResponse) : mirror(environ, startResponse);
    const response = await createClient(once, { followRedirects: true }).get('/from', { query });
    expect(response.url).toBe(url);
  });

  it.each(['http://evil.example/to', '//evil.example/to', 'http://localhost:81/to'])(
    'does not go to another host unless asked to: %s',
    async (to) => {
      const client = createClient(app, { followRedirects: true });
      await expect(client.get('/from', { query: { to } })).rejects.toMatchObject({ code: 'redirect-foreign' });
    },
  );

  it('goes to any host where the test asks for that, without what was meant for the first', async () => {
    const client = createClient(
      view((request) =>
        request.path === '/from'
          ? redirect('http://other.example/to')
          : json([request.host, request.headers.get('authorization') ?? null, request.headers.get('x-a') ?? null]),
      ),
      { followRedirects: 'any-host', headers: { Authorization: 'Bearer x', 'X-A': 'kept' } },
    );
    expect(await (await client.get('/from')).json()).toEqual(['other.example', null, 'kept']);
  });

  it('follows twenty, and not one more', async () => {
    const counting: Application = (environ, startResponse) => {
      const left = Number(environ.QUERY_STRING);
      startResponse(left === 0 ? '200 OK' : '302 Found', left === 0 ? [] : [['Location', `/?${left - 1}`]]);
      return [];
    };
    const client = createClient(counting, { followRedirects: true });
    expect((await client.get('/?20')).redirects).toHaveLength(20);
    await expect(client.get('/?21')).rejects.toMatchObject({ code: 'redirect-loop' });
  });

  it('sends bytes again, and says that it cannot send a stream again', async () => {
    const client = createClient(app, { followRedirects: true });
    const again = await client.post('/from', { query: { status: 307 }, body: [bytes('a'), bytes('b')] });
    expect(await again.json()).toMatchObject({ body: 'ab' });
    const source = (async function* () {
      yield bytes('a');
    })();
    await expect(client.post('/from', { query: { status: 307 }, body: source })).rejects.toMatchObject({
      code: 'redirect-body-gone',
    });
  });

  it('takes the cookies of the redirect along', async () => {
    const login = view((request) => {
      if (request.path === '/in') return text(request.headers.get('cookie') ?? 'none');
      const response = redirect('/in');
      response.setCookie('session', 'abc');
      return response;
    });
    expect(await (await createClient(login, { followRedirects: true }).post('/login')).text()).toBe('session=abc');
  });
});
