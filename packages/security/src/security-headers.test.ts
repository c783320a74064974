import { HttpRequest, text, view } from '@tsgi/http';
import type { Application, Environ, HeaderList } from '@tsgi/protocol';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import {
  changeSecurityHeaders,
  cspContext,
  cspNonce,
  type SecurityHeadersEnviron,
  type SecurityHeadersOptions,
  securityHeaders,
} from './security-headers.ts';

type Request = HttpRequest<Environ & SecurityHeadersEnviron>;

async function get(
  options: SecurityHeadersOptions = {},
  answer: (request: Request) => ReturnType<typeof text> = () => text(''),
  url = 'https://example.com/',
) {
  return createClient(securityHeaders(options)(view(answer))).get(url);
}

/** The policy of a response, by directive. */
function policyOf(response: { headers: { get(name: string): string | undefined } }): Record<string, string> {
  const policy = response.headers.get('content-security-policy') ?? '';
  const parts = policy.split('; ').map((part) => part.split(' '));
  return Object.fromEntries(parts.map(([name = '', ...sources]) => [name, sources.join(' ')]));
}

const DEFAULTS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

describe('securityHeaders', () => {
  it.each(Object.entries(DEFAULTS))('sends %s: %s', async (name, value) => {
    expect((await get()).headers.get(name)).toBe(value);
  });

  it('sends a policy by which a page loads from its own site, and frames and plug-ins have no place', async () => {
    expect(policyOf(await get())).toEqual({
      'default-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'img-src': "'self' data:",
      'object-src': "'none'",
      'upgrade-insecure-requests': '',
    });
  });

  it.each([
    ['http://example.com/', undefined, false],
    ['https://example.com/', DEFAULTS['strict-transport-security'], true],
    ['https://localhost/', undefined, true],
    ['https://app.localhost/', undefined, true],
    ['https://notlocalhost/', DEFAULTS['strict-transport-security'], true],
  ])('at %s, sends Strict-Transport-Security: %s', async (url, expected, upgrades) => {
    const response = await get({}, undefined, url);
    expect(response.headers.get('strict-transport-security')).toBe(expected);
    expect('upgrade-insecure-requests' in policyOf(response)).toBe(upgrades);
  });

  it.each([
    [{ frameOptions: 'SAMEORIGIN' }, 'x-frame-options', 'SAMEORIGIN'],
    [{ frameOptions: false }, 'x-frame-options', undefined],
    [{ strictTransportSecurity: 'max-age=60' }, 'strict-transport-security', 'max-age=60'],
    [{ strictTransportSecurity: false }, 'strict-transport-security', undefined],
    [{ referrerPolicy: 'no-referrer' }, 'referrer-policy', 'no-referrer'],
    [{ referrerPolicy: false }, 'referrer-policy', undefined],
    [{ crossOriginOpenerPolicy: 'same-origin-allow-popups' }, 'cross-origin-opener-policy', 'same-origin-allow-popups'],
    [{ crossOriginResourcePolicy: 'cross-origin' }, 'cross-origin-resource-policy', 'cross-origin'],
    [{ permissionsPolicy: 'camera=(self)' }, 'permissions-policy', 'camera=(self)'],
    [{ contentSecurityPolicy: false }, 'content-security-policy', undefined],
    [{ reportOnly: true }, 'content-security-policy', undefined],
  ] as const)('with %j, sends %s: %s', async (options, name, value) => {
    expect((await get(options)).headers.get(name)).toBe(value);
  });

  it('can have its policy reported only', async () => {
    const response = await get({ reportOnly: true });
    expect(response.headers.get('content-security-policy-report-only')).toContain("default-src 'self'");
  });

  it.each([
    ['DENY', "'none'"],
    ['SAMEORIGIN', "'self'"],
    [false, undefined],
  ] as const)('says of frames in its policy what frameOptions %s says', async (frameOptions, ancestors) => {
    expect(policyOf(await get({ frameOptions }))['frame-ancestors']).toBe(ancestors);
  });

  it('takes directives beside the default ones, in their place, and leaves out', async () => {
    const contentSecurityPolicy = {
      'img-src': ["'self'", 'https://cdn.example'],
      'font-src': ['data:'],
      'object-src': false,
    } as const;
    const policy = policyOf(await get({ contentSecurityPolicy }));
    expect(policy).toMatchObject({
      'img-src': "'self' https://cdn.example",
      'font-src': 'data:',
      'default-src': "'self'",
    });
    expect(policy).not.toHaveProperty('object-src');
  });

  it.each([
    [{ contentSecurityPolicy: { 'img-src': ["'self'; script-src *"] } }],
    [{ contentSecurityPolicy: { 'img-src': ['a b'] } }],
    [{ contentSecurityPolicy: { 'img-src': ['a,b'] } }],
    [{ contentSecurityPolicy: { 'img-src': ['a\nb'] } }],
    [{ contentSecurityPolicy: { 'img-src': ['ä'] } }],
    [{ contentSecurityPolicy: { 'img-src': [''] } }],
    [{ contentSecurityPolicy: { 'img-src; x': [] } }],
    [{ contentSecurityPolicy: { imgSrc: [] } }],
    [{ contentSecurityPolicy: { 'script-srcs': ["'self'"] } }],
    [{ contentSecurityPolicy: { 'script-src': ['self'] } }],
    [{ contentSecurityPolicy: { 'script-src': ['nonce-abc'] } }],
    [{ referrerPolicy: 'a\r\nSet-Cookie: x' }],
    [{ permissionsPolicy: '' }],
    [{ strictTransportSecurity: 'max-age=1\n' }],
  ] as const)('refuses %j', (options) => {
    expect(() => securityHeaders(options)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
  });

  it('refuses the sources of a directive in one text', () => {
    const options = { contentSecurityPolicy: { 'script-src': "'self' https://cdn.example" } };
    expect(() => void Reflect.apply(securityHeaders, undefined, [options])).toThrow(
      expect.objectContaining({ code: 'options-invalid', message: expect.stringContaining('a list') as string }),
    );
  });

  it('leaves a header alone that the response has itself', async () => {
    const headers: HeaderList = [
      ['x-frame-options', 'SAMEORIGIN'],
      ['content-security-policy', "default-src 'none'"],
    ];
    const response = await get({}, () => text('', { headers }));
    expect(response.headers.getAll('x-frame-options')).toEqual(['SAMEORIGIN']);
    expect(response.headers.getAll('content-security-policy')).toEqual(["default-src 'none'"]);
  });

  it('has one response differ, and only that one', async () => {
    const app = securityHeaders({ contentSecurityPolicy: { 'font-src': ['data:'] } })(
      view<Environ & SecurityHeadersEnviron>((request) => {
        if (request.path === '/map') {
          changeSecurityHeaders(request, { contentSecurityPolicy: { 'img-src': ['https://tiles.example'] } });
          changeSecurityHeaders(request, { frameOptions: false });
        }
        return text('');
      }),
    );
    const client = createClient(app);
    const map = await client.get('/map');
    expect(policyOf(map)).toMatchObject({ 'img-src': 'https://tiles.example', 'font-src': 'data:' });
    expect(policyOf(map)).not.toHaveProperty('frame-ancestors');
    expect(map.headers.get('x-frame-options')).toBeUndefined();
    expect(policyOf(await client.get('/'))).toMatchObject({ 'img-src': "'self' data:", 'frame-ancestors': "'none'" });
  });

  it('can leave the policy out of one response', async () => {
    const response = await get({}, (request) => {
      changeSecurityHeaders(request, { contentSecurityPolicy: false });
      return text('');
    });
    expect(response.headers.get('content-security-policy')).toBeUndefined();
  });

  it('sends them with errors too, and nothing with an upgrade', async () => {
    const failing = await get({}, () => text('', { status: 500 }));
    expect(failing.headers.get('x-content-type-options')).toBe('nosniff');
    const app: Application = securityHeaders()((environ, startResponse) => {
      environ['tsgi.exchange'].upgrade?.(() => undefined);
      startResponse('101 Switching Protocols', []);
      return [];
    });
    const headers = { Connection: 'Upgrade', Upgrade: 'echo' };
    expect((await createClient(app).get('/', { headers })).headers.get('x-frame-options')).toBeUndefined();
  });

  it('renews no policy by a 304, since the scripts in the cache have the nonce of their time', async () => {
    const response = await get({}, () => text('', { status: 304, headers: [['ETag', '"1"']] }));
    expect(response.headers.get('content-security-policy')).toBeUndefined();
    expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  });
});

describe('cspNonce', () => {
  const withNonce = (options: SecurityHeadersOptions = {}) =>
    get(options, (request) => text(`${cspNonce(request)} ${cspNonce(request)}`));

  it('is one for a response, another one for the next, and allowed by the policy', async () => {
    const seen = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const response = await withNonce();
      const [first = '', second] = (await response.text()).split(' ');
      expect(first).toMatch(/^[\w-]{24}$/);
      expect(second).toBe(first);
      expect(policyOf(response)).toMatchObject({
        'script-src': `'self' 'nonce-${first}'`,
        'style-src': `'self' 'nonce-${first}'`,
        'default-src': "'self'",
      });
      seen.add(first);
    }
    expect(seen.size).toBe(3);
  });

  it.each([
    [{ 'script-src': ["'strict-dynamic'"] }, "'strict-dynamic' NONCE", "'self' NONCE"],
    [{ 'script-src': ["'none'"] }, 'NONCE', "'self' NONCE"],
    [{ 'style-src': ["'self'", "'unsafe-inline'"] }, "'self' NONCE", "'self' 'unsafe-inline'"],
    [{ 'default-src': false }, undefined, undefined],
    [{ 'script-src': false }, undefined, "'self' NONCE"],
    [{ 'default-src': ["'none'"] }, 'NONCE', 'NONCE'],
  ] as const)(
    'with %j, is in script-src as %s and in style-src as %s',
    async (contentSecurityPolicy, script, style) => {
      const response = await withNonce({ contentSecurityPolicy });
      const nonce = (await response.text()).split(' ')[0] ?? '';
      const policy = policyOf(response);
      const shown = (directive: string | undefined) => directive?.replace(`'nonce-${nonce}'`, 'NONCE');
      expect([shown(policy['script-src']), shown(policy['style-src'])]).toEqual([script, style]);
    },
  );

  it('is added to script-src-elem only where there is one', async () => {
    const response = await withNonce({ contentSecurityPolicy: { 'script-src-elem': ["'self'"] } });
    expect(policyOf(response)['script-src-elem']).toMatch(/^'self' 'nonce-/);
    expect(policyOf(await withNonce())).not.toHaveProperty('script-src-elem');
  });

  it('keeps its page out of shared caches, unless the page says something of caches itself', async () => {
    expect((await withNonce()).headers.get('cache-control')).toBe('private');
    expect((await get()).headers.get('cache-control')).toBeUndefined();
    const own = await get({}, (request) => text(cspNonce(request), { headers: { 'Cache-Control': 'no-store' } }));
    expect(own.headers.getAll('cache-control')).toEqual(['no-store']);
  });

  it('can be asked for until the head goes out, and again after it', async () => {
    const late: Application<Environ & SecurityHeadersEnviron> = async (environ, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      const request: Request = new HttpRequest(environ);
      return (async function* () {
        if (request.path === '/early') yield Buffer.from(cspNonce(request));
        yield Buffer.from('.');
        if (request.path === '/change') changeSecurityHeaders(request, { frameOptions: false });
        else yield Buffer.from(cspNonce(request));
      })();
    };
    const client = createClient(securityHeaders()(late));
    const [first, second] = (await (await client.get('/early')).text()).split('.');
    expect(first).toBe(second);
    for (const path of ['/late', '/change']) {
      await expect(client.get(path).then((response) => response.text())).rejects.toMatchObject({ code: 'head-sent' });
    }
  });

  it('is given to templates', async () => {
    const app = securityHeaders()(
      view<Environ & SecurityHeadersEnviron>(async (request) => text((await cspContext(request)).cspNonce())),
    );
    const response = await createClient(app).get('/');
    expect(policyOf(response)['script-src']).toContain(await response.text());
  });
});
