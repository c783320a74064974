import { announceLogin, HttpRequest, text, view } from '@tsgi/http';
import type { Application, Environ } from '@tsgi/protocol';
import { createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { assertCsrf, type CsrfEnviron, type CsrfOptions, csrf, csrfContext, csrfToken } from './csrf.ts';

const secret = 'a secret of thirty-two bytes or more';
type Request = HttpRequest<Environ & CsrfEnviron>;

/** A site whose every GET answers with a token, and whose every POST with what its form says. */
const site = view<Environ & CsrfEnviron>(async (request) => {
  if (request.path === '/plain') return text('plain');
  if (request.method === 'GET') return text(csrfToken(request));
  if (request.path === '/login') {
    announceLogin(request.environ, 'login');
    return text(csrfToken(request));
  }
  const isForm = request.contentType?.endsWith('urlencoded') === true;
  return text(`done ${isForm ? ((await request.form()).get('what') ?? '') : ''}`);
});

function protectedSite(options: Partial<CsrfOptions> = {}): Application {
  return csrf({ secret, ...options })(site);
}

/** What becomes of one request without a cookie: done, or why not. */
async function outcome(
  url: string,
  headers: Record<string, string>,
  options: Partial<CsrfOptions> = {},
  method = 'POST',
): Promise<unknown> {
  const response = await createClient(protectedSite(options)).request(method, url, { headers });
  return response.status === 200 ? 'done' : (response.facts['csrf.reason'] ?? response.status);
}

/** A visitor of the site, who has been shown a token. */
async function visitor(options: Partial<CsrfOptions> = {}, base = '') {
  const client = createClient(protectedSite(options));
  const first = await client.get(`${base}/`);
  return { client, token: await first.text(), first };
}

describe('csrf', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('lets %s pass', async (method) => {
    expect(await outcome('/', { 'Sec-Fetch-Site': 'cross-site' }, {}, method)).toBe('done');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'PROPFIND'])(
    'does not let %s of another site pass',
    async (method) => {
      expect(await outcome('/', { 'Sec-Fetch-Site': 'cross-site' }, {}, method)).toBe('cross-site');
    },
  );

  it.each([
    ['same-origin', 'done'],
    ['none', 'done'],
    ['same-site', 'cross-site'],
    ['cross-site', 'cross-site'],
    ['', 'cross-site'],
    ['Same-Origin', 'cross-site'],
    ['same-origin, cross-site', 'cross-site'],
    ['something new', 'cross-site'],
  ])('takes Sec-Fetch-Site: %s for %s', async (site, expected) => {
    expect(await outcome('/', { 'Sec-Fetch-Site': site })).toBe(expected);
  });

  it('believes Sec-Fetch-Site before Origin, which a proxy that changes Host makes foreign', async () => {
    expect(await outcome('/', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://public.example' })).toBe('done');
    expect(await outcome('/', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost' })).toBe('cross-site');
  });

  it.each([
    ['https://example.com/', 'https://example.com', 'done'],
    ['https://example.com:8443/', 'https://example.com:8443', 'done'],
    ['http://example.com/', 'http://example.com', 'done'],
    ['http://example.com/', 'https://example.com', 'done'],
    ['http://[::1]:8000/', 'http://[::1]:8000', 'done'],
    ['https://example.com/', 'http://example.com', 'origin-foreign'],
    ['https://example.com/', 'null', 'origin-foreign'],
    ['https://example.com/', '', 'origin-foreign'],
    ['https://example.com/', 'https://example.com.evil.example', 'origin-foreign'],
    ['https://example.com/', 'https://evilexample.com', 'origin-foreign'],
    ['https://example.com/', 'https://example.co', 'origin-foreign'],
    ['https://example.com/', 'https://www.example.com', 'origin-foreign'],
    ['https://example.com/', 'https://example.com:444', 'origin-foreign'],
    ['https://example.com/', 'https://example.com:443', 'origin-foreign'],
    ['https://example.com/', 'https://EXAMPLE.com', 'origin-foreign'],
    ['https://example.com/', 'https://example.com.', 'origin-foreign'],
    ['https://example.com/', 'https://example.com/', 'origin-foreign'],
    ['https://example.com/', 'https://user@example.com', 'origin-foreign'],
    ['https://example.com/', 'https://example.com@evil.example', 'origin-foreign'],
    ['https://example.com/', 'https://evil.example, https://example.com', 'origin-foreign'],
    ['https://example.com/', 'https://example.com https://evil.example', 'origin-foreign'],
    ['https://example.com/', '//example.com', 'origin-foreign'],
    ['https://example.com/', 'example.com', 'origin-foreign'],
  ])('at %s, takes Origin: %s for %s', async (url, origin, expected) => {
    expect(await outcome(url, { Origin: origin })).toBe(expected);
  });

  it.each([
    ['https://app.example', 'done'],
    ['https://a.b.partner.example', 'done'],
    ['https://partner.example', 'cross-site'],
    ['https://evil.example/.partner.example', 'cross-site'],
    ['null', 'cross-site'],
  ])('takes the trusted origin %s for %s', async (origin, expected) => {
    const trustedOrigins = ['https://app.example', 'https://*.partner.example'];
    const headers = { Origin: origin, 'Sec-Fetch-Site': 'cross-site' };
    expect(await outcome('https://example.com/', headers, { trustedOrigins })).toBe(expected);
  });

  it('answers a Host that is none with 400', async () => {
    // No server gives such an environ, so the contract is not checked.
    const client = createClient(protectedSite(), { lint: false });
    const headers = { Host: 'user@localhost', Origin: 'http://localhost' };
    expect((await client.post('/', { headers })).status).toBe(400);
  });

  it('refuses a request that says nothing of itself and has no cookie', async () => {
    expect(await outcome('/', {})).toBe('cookie-missing');
  });

  it.each([
    ['/hooks/stripe', 'done'],
    ['/hooks/stripe/', 'cross-site'],
    ['/hooks', 'cross-site'],
    ['/hooks/%73tripe', 'done'],
    ['/open/a/b', 'done'],
    ['/open', 'cross-site'],
    ['/open-not', 'cross-site'],
  ])('with two exempt paths, takes %s for %s', async (url, expected) => {
    const exempt = ['/hooks/stripe', '/open/*'];
    expect(await outcome(url, { 'Sec-Fetch-Site': 'cross-site' }, { exempt })).toBe(expected);
  });

  it.each([[{ exempt: ['hooks'] }], [{ exempt: ['/a/*/b'] }], [{ exempt: ['/a/../b'] }], [{ checkedByView: ['*'] }]])(
    'refuses the option %j',
    (options) => {
      expect(() => protectedSite(options)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
    },
  );

  it.each([
    'https://example.com/',
    'example.com',
    'null',
    'https://*',
    'https://*.',
    'https://Example.com',
    '*',
    'https://a*.example.com',
  ])('refuses the trusted origin %j', (origin) => {
    expect(() => protectedSite({ trustedOrigins: [origin] })).toThrow(
      expect.objectContaining({ code: 'options-invalid' }),
    );
  });

  it('refuses a short secret', () => {
    expect(() => csrf({ secret: 'short' })).toThrow(expect.objectContaining({ code: 'secret-invalid' }));
  });
});

describe('the token of csrf', () => {
  it('is good in a header, and in a field whose form the view reads too', async () => {
    const { client, token } = await visitor();
    expect((await client.post('/', { headers: { 'X-CSRF-Token': token } })).status).toBe(200);
    const posted = await client.post('/', { form: { csrf_token: token, what: 'vote' } });
    expect(await posted.text()).toBe('done vote');
  });

  it('is another one at each rendering, and all of them are good', async () => {
    const { client, token } = await visitor();
    const other = await (await client.get('/')).text();
    expect(other).not.toBe(token);
    for (const each of [token, other, token]) {
      expect((await client.post('/', { headers: { 'X-CSRF-Token': each } })).status).toBe(200);
    }
  });

  it('repeats no byte from one rendering to the next more often than chance has it', async () => {
    const { client } = await visitor();
    const tokens = [];
    for (let n = 0; n < 64; n++) tokens.push(Buffer.from(await (await client.get('/')).text(), 'base64url'));
    for (let at = 0; at < 64; at++) expect(new Set(tokens.map((token) => token[at])).size).toBeGreaterThan(16);
  });

  it('sets its cookie once, hidden from scripts, and says Vary', async () => {
    const { client, first } = await visitor();
    expect(first.headers.get('set-cookie')).toMatch(/^csrf=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(first.headers.get('vary')).toBe('Cookie');
    const second = await client.get('/');
    expect([second.headers.get('set-cookie'), second.headers.get('vary')]).toEqual([undefined, 'Cookie']);
    const plain = await client.get('/plain');
    expect([plain.headers.get('set-cookie'), plain.headers.get('vary')]).toEqual([undefined, undefined]);
  });

  it('has a cookie on https that no other host can set', async () => {
    const { first } = await visitor({}, 'https://example.com');
    expect(first.headers.get('set-cookie')).toMatch(/^__Host-csrf=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const { client, token } = await visitor();
    const planted = client.cookies.get('csrf') ?? '';
    const headers = { Cookie: `csrf=${planted}`, 'X-CSRF-Token': token };
    expect(await outcome('https://example.com/', headers)).toBe('cookie-missing');
  });

  it.each([
    ['nothing', () => ({}), 'token-missing'],
    ['an empty header', () => ({ headers: { 'X-CSRF-Token': '' } }), 'token-missing'],
    ['an empty field', () => ({ form: { csrf_token: '' } }), 'token-missing'],
    ['another field', (token: string) => ({ form: { token } }), 'token-missing'],
    ['JSON', (token: string) => ({ json: { csrf_token: token } }), 'token-missing'],
    [
      'plain text',
      (token: string) => ({ body: `csrf_token=${token}`, headers: { 'Content-Type': 'text/plain' } }),
      'token-missing',
    ],
    ['a query', (token: string) => ({ query: { csrf_token: token } }), 'token-missing'],
    [
      'a changed byte',
      (token: string) => ({ headers: { 'X-CSRF-Token': (token.startsWith('A') ? 'B' : 'A') + token.slice(1) } }),
      'token-wrong',
    ],
    [
      'a changed last byte',
      (token: string) => ({ headers: { 'X-CSRF-Token': token.slice(0, -2) + (token.endsWith('AA') ? 'BA' : 'AA') } }),
      'token-wrong',
    ],
    ['its front', (token: string) => ({ headers: { 'X-CSRF-Token': token.slice(0, 43) } }), 'token-wrong'],
    ['something behind it', (token: string) => ({ headers: { 'X-CSRF-Token': `${token}=` } }), 'token-wrong'],
    ['two of them', (token: string) => ({ headers: { 'X-CSRF-Token': `${token}, ${token}` } }), 'token-wrong'],
    ['zeros', () => ({ headers: { 'X-CSRF-Token': 'A'.repeat(86) } }), 'token-wrong'],
    [
      'a wrong header beside a good field',
      (token: string) => ({ headers: { 'X-CSRF-Token': 'x' }, form: { csrf_token: token } }),
      'token-wrong',
    ],
  ] as const)('is not %s', async (_, options, expected) => {
    const { client, token } = await visitor();
    const response = await client.post('/', options(token));
    expect([response.status, response.facts['csrf.reason']]).toEqual([403, expected]);
  });

  it('is not that of another visitor', async () => {
    const [{ token }, { client }] = [await visitor(), await visitor()];
    const response = await client.post('/', { form: { csrf_token: token } });
    expect(response.facts['csrf.reason']).toBe('token-wrong');
  });

  it.each([
    ['unsigned', (cookie: string) => cookie.split('.')[0] ?? ''],
    ['signed by nobody', (cookie: string) => `${cookie.split('.')[0] ?? ''}.${'A'.repeat(43)}`],
    ['changed', (cookie: string) => `${cookie.startsWith('A') ? 'B' : 'A'}${cookie.slice(1)}`],
    ['empty', () => ''],
  ])('is worth nothing with a cookie that is %s', async (_, forge) => {
    const { client, token } = await visitor();
    const headers = { Cookie: `csrf=${forge(client.cookies.get('csrf') ?? '')}`, 'X-CSRF-Token': token };
    expect(await outcome('/', headers)).toBe('cookie-missing');
  });

  it('is worth nothing with a cookie that was signed for something else', async () => {
    const { client, token } = await visitor({ cookie: 'other' });
    const headers = { Cookie: `csrf=${client.cookies.get('other') ?? ''}`, 'X-CSRF-Token': token };
    expect(await outcome('/', headers)).toBe('cookie-missing');
  });

  it('outlives a rotation of secrets', async () => {
    const { client, token } = await visitor();
    const headers = { Cookie: `csrf=${client.cookies.get('csrf') ?? ''}`, 'X-CSRF-Token': token };
    expect(await outcome('/', headers, { secret: ['a newer secret of thirty-two bytes.', secret] })).toBe('done');
    expect(await outcome('/', headers, { secret: ['a newer secret of thirty-two bytes.'] })).toBe('cookie-missing');
  });

  it('is rotated at login: the old one is dead, the new one is good', async () => {
    const { client, token } = await visitor();
    const login = await client.post('/login', { form: { csrf_token: token } });
    const fresh = await login.text();
    expect(login.headers.get('set-cookie')).toMatch(/^csrf=/);
    expect((await client.post('/', { form: { csrf_token: token } })).facts['csrf.reason']).toBe('token-wrong');
    expect((await client.post('/', { form: { csrf_token: fresh } })).status).toBe(200);
  });

  it('sets no cookie at the login of a client that has none', async () => {
    const app = csrf({ secret })(
      view<Environ & CsrfEnviron>(({ environ }) => {
        announceLogin(environ, 'login');
        return text('');
      }),
    );
    const response = await createClient(app).post('/', { headers: { 'Sec-Fetch-Site': 'same-origin' } });
    expect(response.headers.get('set-cookie')).toBeUndefined();
  });

  it('is not read of a body over the limit, nor of one that breaks off', async () => {
    const { client, token } = await visitor();
    const form = { csrf_token: token, what: 'x'.repeat(1_100_000) };
    expect((await client.post('/', { form })).status).toBe(413);
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const broken = await client.post('/', { body: 'csrf_token=', headers: { ...type, 'Content-Length': '99' } });
    expect(broken.status).toBe(400);
  });

  it('can be made by a body that has not begun, and by none that has', async () => {
    const late: Application<Environ & CsrfEnviron> = async (environ, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      const request: Request = new HttpRequest(environ);
      const early = environ.PATH_INFO === '/early';
      return (async function* () {
        if (!early) yield Buffer.from('begun ');
        yield Buffer.from(csrfToken(request));
        yield Buffer.from(` ${csrfToken(request)}`);
      })();
    };
    const client = createClient(csrf({ secret })(late));
    const response = await client.get('/early');
    expect((await response.text()).split(' ')).toHaveLength(2);
    expect(response.headers.get('set-cookie')).toMatch(/^csrf=/);
    await expect(client.get('/late').then((answer) => answer.text())).rejects.toMatchObject({ code: 'head-sent' });
  });
});

describe('csrf and multipart forms', () => {
  const uploads = (check: (request: Request) => void | Promise<void>, options: Partial<CsrfOptions> = {}) =>
    csrf({ secret, ...options })(
      view<Environ & CsrfEnviron>(async (request) => {
        if (request.method === 'GET') return text(csrfToken(request));
        await check(request);
        return text('done');
      }),
    );
  const byForm = async (request: Request) => assertCsrf(request, (await request.form()).get('csrf_token'));
  const files = { photo: { name: 'beach.txt', content: 'sand' } };

  async function upload(
    app: Application,
    send: (token: string) => Parameters<ReturnType<typeof createClient>['post']>[1],
  ) {
    const client = createClient(app, { throwErrors: false });
    const token = await (await client.get('/')).text();
    const response = await client.post('/up', send(token));
    return response.status === 200 ? 'done' : (response.facts['csrf.reason'] ?? response.status);
  }

  it('wants the header, since no upload is read here', async () => {
    const app = uploads(() => undefined);
    expect(await upload(app, (token) => ({ files, form: { csrf_token: token } }))).toBe('multipart');
    expect(await upload(app, (token) => ({ files, headers: { 'X-CSRF-Token': token } }))).toBe('done');
  });

  it.each([
    ['the token', (token: string) => ({ csrf_token: token }), 'done'],
    ['no token', () => ({ other: 'x' }), 'token-missing'],
    ['a wrong token', () => ({ csrf_token: 'x' }), 'token-wrong'],
  ])('leaves a path of checkedByView to its view, which finds %s', async (_, form, expected) => {
    expect(await upload(uploads(byForm, { checkedByView: ['/up'] }), (token) => ({ files, form: form(token) }))).toBe(
      expected,
    );
  });

  it('makes an error of a view that forgets', async () => {
    const app = uploads(() => undefined, { checkedByView: ['/up'] });
    const client = createClient(app);
    await client.get('/');
    await expect(client.post('/up', { files })).rejects.toMatchObject({ code: 'csrf-unchecked' });
  });

  it('has nothing to check where the browser has said enough', async () => {
    const app = uploads((request) => assertCsrf(request, undefined), { checkedByView: ['/up'] });
    expect(await upload(app, () => ({ files, headers: { 'Sec-Fetch-Site': 'same-origin' } }))).toBe('done');
  });
});

describe('csrf and upgrades', () => {
  const upgrade = async (headers: Record<string, string>, method = 'GET') => {
    const app: Application = csrf({ secret })((environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => undefined);
      startResponse('101 Switching Protocols', []);
      return [];
    });
    const environ = createEnviron({ method, headers: { Connection: 'Upgrade', Upgrade: 'websocket', ...headers } });
    let status = '';
    await app(environ, (given) => {
      status = given;
      return async () => undefined;
    });
    return status.slice(0, 3);
  };

  it.each([
    [{}, '101'],
    [{ Origin: 'http://localhost' }, '101'],
    [{ Origin: 'https://evil.example' }, '403'],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost' }, '403'],
  ] as const)('answers a WebSocket with %j with %s', async (headers, expected) => {
    expect(await upgrade(headers)).toBe(expected);
  });

  it('wants a token of a POST all the same', async () => {
    expect(await upgrade({}, 'POST')).toBe('403');
  });
});

describe('a failure of csrf', () => {
  async function failure(environment: string) {
    vi.stubEnv('NODE_ENV', environment);
    onTestFinished(() => void vi.unstubAllEnvs());
    const app = protectedSite();
    const response = await createClient(app).post('/', { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    return (await response.json()) as Record<string, unknown>;
  }

  it('says why in development', async () => {
    const { status, code, reason, detail } = await failure('development');
    expect([status, code, reason]).toEqual([403, 'csrf-failed', 'cross-site']);
    expect(detail).toContain('trustedOrigins');
  });

  it('keeps that to itself in production', async () => {
    const { status, code, reason, detail } = await failure('production');
    expect([status, code, reason]).toEqual([403, 'csrf-failed', undefined]);
    expect(detail).not.toContain('trustedOrigins');
  });
});

describe('csrfContext', () => {
  it('gives templates a field and a token, and sets no cookie for a page that asks for neither', async () => {
    const app = csrf({ secret })(
      view<Environ & CsrfEnviron>(async (request) => {
        const context = await csrfContext(request);
        return text(request.path === '/none' ? '' : `${String(context.csrfField())} ${context.csrfToken()}`);
      }),
    );
    const page = await createClient(app).get('/');
    expect(await page.text()).toMatch(/^<input type="hidden" name="csrf_token" value="[\w-]{86}"> [\w-]{86}$/);
    expect((await createClient(app).get('/none')).headers.get('set-cookie')).toBeUndefined();
  });
});
