import { json, notFound, view } from '@tsgi/http';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type CorsOptions, cors } from './cors.ts';

const api = view((request) => {
  if (request.path === '/missing') throw notFound();
  const headers = request.path === '/own' ? { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' } : {};
  return json({ method: request.method }, { headers });
});

async function ask(options: CorsOptions, origin: string | undefined, path = '/', method = 'GET', more = {}) {
  const headers = { ...(origin === undefined ? {} : { Origin: origin }), ...more };
  return createClient(cors(options)(api)).request(method, `https://api.example${path}`, { headers });
}

const preflight = (options: CorsOptions, origin: string | undefined, more: Record<string, string> = {}) =>
  ask(options, origin, '/', 'OPTIONS', { 'Access-Control-Request-Method': 'PUT', ...more });

const allowed = async (options: CorsOptions, origin: string | undefined) =>
  (await ask(options, origin)).headers.get('access-control-allow-origin');

describe('cors', () => {
  it.each([
    ['https://app.example', true],
    ['https://app.example:443', false],
    ['https://app.example:8443', false],
    ['http://app.example', false],
    ['https://APP.example', false],
    ['HTTPS://app.example', false],
    ['https://app.example.', false],
    ['https://app.example/', false],
    ['https://app.example.evil.example', false],
    ['https://evilapp.example', false],
    ['https://app.examples', false],
    ['https://sub.app.example', false],
    ['https://user@app.example', false],
    ['https://app.example@evil.example', false],
    ['https://app.example, https://evil.example', false],
    ['https://evil.example https://app.example', false],
    ['null', false],
    ['', false],
    [undefined, false],
  ])('with one exact origin, takes %s for it: %s', async (origin, is) => {
    expect(await allowed({ origins: ['https://app.example'] }, origin)).toBe(is ? origin : undefined);
  });

  it.each([
    ['https://a.partner.example', true],
    ['https://a-b.c_d.partner.example', true],
    ['https://xn--bcher-kva.partner.example', true],
    ['https://partner.example', false],
    ['https://.partner.example', false],
    ['https://a..partner.example', false],
    ['https://apartner.example', false],
    ['https://a.partner.example:8443', false],
    ['http://a.partner.example', false],
    ['https://A.partner.example', false],
    ['https://evil.example/.partner.example', false],
    ['https://evil.example#.partner.example', false],
    ['https://evil.example?.partner.example', false],
    ['https://evil.example\\.partner.example', false],
    ['https://user@.partner.example', false],
    ['https://user:pass@a.partner.example', false],
    ['https://evil.example:443.partner.example', false],
    ['https://a.partner.example.', false],
    ['https://a.partner.example.evil.example', false],
    ['https://*.partner.example', false],
  ])('with the subdomains of one, takes %s for one: %s', async (origin, is) => {
    expect(await allowed({ origins: ['https://*.partner.example'] }, origin)).toBe(is ? origin : undefined);
  });

  it('takes a pattern with a port', async () => {
    const origins = ['http://*.localhost:5173'];
    expect(await allowed({ origins }, 'http://a.localhost:5173')).toBe('http://a.localhost:5173');
    expect(await allowed({ origins }, 'http://a.localhost')).toBeUndefined();
  });

  it('asks a function, but never about what is no origin', async () => {
    const asked: string[] = [];
    const origins = [(origin: string) => asked.push(origin) > 0 && origin.endsWith('.preview.example')];
    expect(await allowed({ origins }, 'https://pr-7.preview.example')).toBe('https://pr-7.preview.example');
    expect(await allowed({ origins }, 'https://other.example')).toBeUndefined();
    for (const origin of ['null', 'https://evil.example/.preview.example', 'x.preview.example']) {
      expect(await allowed({ origins }, origin)).toBeUndefined();
    }
    expect(asked).toEqual(['https://pr-7.preview.example', 'https://other.example']);
  });

  it.each([
    ['https://app.example', 'https://app.example', 'Origin'],
    ['https://evil.example', undefined, 'Origin'],
    [undefined, undefined, 'Origin'],
  ])('tells caches that the answer to %s is for that origin', async (origin, expected, vary) => {
    const { headers } = await ask({ origins: ['https://app.example'] }, origin);
    expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([expected, vary]);
  });

  it('gives all origins one answer', async () => {
    for (const origin of ['https://a.example', 'null', undefined]) {
      const { headers } = await ask({ origins: '*' }, origin);
      expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual(['*', undefined]);
    }
  });

  it('never allows all origins with credentials', () => {
    expect(() => cors({ origins: '*', credentials: true })).toThrow(
      expect.objectContaining({ code: 'options-invalid' }),
    );
  });

  it('names the origin where there are credentials, and says nothing of them to others', async () => {
    const options = { origins: ['https://app.example'], credentials: true };
    const { headers } = await ask(options, 'https://app.example', '/own');
    expect(headers.getAll('access-control-allow-origin')).toEqual(['https://app.example']);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('vary')).toBe('Accept, Origin');
    const other = await ask(options, 'https://evil.example');
    expect(other.headers.get('access-control-allow-credentials')).toBeUndefined();
  });

  it('names the headers that a page may read', async () => {
    const options = { origins: '*', exposed: ['RateLimit', 'X-Total'] } as const;
    expect((await ask(options, 'https://a.example')).headers.get('access-control-expose-headers')).toBe(
      'RateLimit, X-Total',
    );
  });

  it('lets a page read an error', async () => {
    const response = await ask({ origins: ['https://app.example'] }, 'https://app.example', '/missing');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      404,
      'https://app.example',
    ]);
  });

  it('answers a preflight request itself', async () => {
    const response = await preflight({ origins: ['https://app.example'] }, 'https://app.example');
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toEqual({
      Vary: 'Origin',
      'Access-Control-Allow-Origin': 'https://app.example',
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '7200',
    });
  });

  it('says in a preflight what its options say', async () => {
    const options = {
      origins: ['https://a.example'],
      methods: ['PUT', 'POST'],
      headers: ['X-A'],
      maxAge: 60,
      credentials: true,
    };
    const { headers } = await preflight(options, 'https://a.example');
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT');
    expect(headers.get('access-control-allow-headers')).toBe('X-A');
    expect(headers.get('access-control-max-age')).toBe('60');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    const none = await preflight({ origins: '*', headers: [] }, 'https://a.example');
    expect(none.headers.get('access-control-allow-headers')).toBeUndefined();
  });

  it.each(['https://evil.example', 'null', undefined])('refuses the preflight of %s', async (origin) => {
    const response = await preflight({ origins: ['https://app.example'] }, origin);
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeUndefined();
    expect(response.headers.get('vary')).toContain('Origin');
    expect(await response.json()).toMatchObject({ code: 'origin-not-allowed' });
  });

  it('leaves any other OPTIONS to the application', async () => {
    const response = await ask({ origins: '*' }, 'https://a.example', '/', 'OPTIONS');
    expect(await response.json()).toEqual({ method: 'OPTIONS' });
  });

  it.each([
    [{ origins: ['https://app.example/path'] }],
    [{ origins: ['null'] }],
    [{ origins: ['*'] }],
    [{ origins: '*', methods: ['*'] }],
    [{ origins: '*', headers: ['*'] }],
    [{ origins: '*', headers: ['X-A\r\nX-B'] }],
    [{ origins: '*', exposed: ['a, b'] }],
    [{ origins: '*', maxAge: 1.5 }],
    [{ origins: '*', maxAge: -1 }],
  ] as const)('refuses %j', (options) => {
    expect(() => cors(options)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
  });
});
