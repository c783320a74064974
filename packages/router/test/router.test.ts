/** Which view answers what, and what the router answers by itself. */
import { HttpResponse, text } from '@tsgi/http';
import { type Application, compose, type Middleware, routesOf } from '@tsgi/protocol';
import { call, createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { createRouter, defineRoutes, type Router } from '../src/index.ts';

/** A router with a view for each pattern (`'POST /x'` or `'/x'`), which answers with pattern and parameters. */
function routerOf(...patterns: readonly string[]): Router {
  const router = createRouter();
  for (const entry of patterns) addTo(router, entry);
  return router;
}

function addTo(router: Router, entry: string): void {
  const [, method = 'GET', pattern = ''] = /^(?:([A-Z*]+) )?(.*)$/.exec(entry) ?? [];
  router.on(method, pattern, (_, params) => text(`${entry} ${JSON.stringify(params)}`));
}

async function ask(app: Application, path: string, method = 'GET'): Promise<string> {
  const response = await createClient(app).request(method, path);
  const location = response.headers.get('location');
  if (location !== undefined) return `${response.status} ${location}`;
  return response.status === 200 ? response.text() : String(response.status);
}

describe('precedence', () => {
  const patterns = [
    '/:rest(path)',
    '/:any',
    '/:id(int)',
    '/polls',
    '/polls/:any',
    '/polls/new',
    '/polls/:id(int)',
    '/polls/:rest(path)',
    '/polls/:id(int)/edit',
  ];
  it.each([
    ['/polls', '/polls {}'],
    ['/7', '/:id(int) {"id":7}'],
    ['/seven', '/:any {"any":"seven"}'],
    ['/seven/eight', '/:rest(path) {"rest":"seven/eight"}'],
    ['/polls/new', '/polls/new {}'],
    ['/polls/3', '/polls/:id(int) {"id":3}'],
    ['/polls/x', '/polls/:any {"any":"x"}'],
    ['/polls/x/edit', '/polls/:rest(path) {"rest":"x/edit"}'],
    ['/polls/3/edit', '/polls/:id(int)/edit {"id":3}'],
    ['/polls/3/other', '/polls/:rest(path) {"rest":"3/other"}'],
    ['/pollsters', '/:any {"any":"pollsters"}'],
  ])('%s is %s, in whatever order they were registered', async (path, answer) => {
    expect(await ask(routerOf(...patterns), path)).toBe(answer);
    expect(await ask(routerOf(...patterns.toReversed()), path)).toBe(answer);
  });

  it('goes back to a less specific pattern that has the method', async () => {
    const router = routerOf('POST /a/b', '/a/:x', 'DELETE /:rest(path)');
    expect(await ask(router, '/a/b', 'POST')).toBe('POST /a/b {}');
    expect(await ask(router, '/a/b')).toBe('/a/:x {"x":"b"}');
    expect(await ask(router, '/a/b', 'DELETE')).toBe('DELETE /:rest(path) {"rest":"a/b"}');
  });

  it('lets two converters that have no text in common stand in one place', async () => {
    const router = routerOf('/:id(int)', '/:day(date)', '/:key(uuid)');
    expect(await ask(router, '/2026-11-26')).toMatch('/:day(date)');
    expect(await ask(router, '/26')).toMatch('/:id(int)');
  });
});

describe('registration', () => {
  it.each([
    [['/polls', '/polls'], 'route-duplicate'],
    [['/polls/:id', '/polls/:name'], 'route-duplicate'],
    [['/:page(int)?', ''], 'route-duplicate'],
    [['* /x', '* /x'], 'route-duplicate'],
    [['/:rest(path)', '/:all(path)'], 'route-duplicate'],
    [['/:id(int)', '/:name(slug)'], 'route-ambiguous'],
    [['/:id(int)/a', '/:price(float)/b'], 'route-ambiguous'],
    [['get /x'], 'method-invalid'],
  ])('refuses %j', (patterns, code) => {
    const router = createRouter();
    const register = () => {
      for (const entry of patterns) {
        if (entry.startsWith('get ')) router.on('get', '/x', () => text(''));
        else addTo(router, entry);
      }
    };
    expect(register).toThrow(expect.objectContaining({ code }));
  });

  it('takes nothing for a route that only looks like one', () => {
    const like = { pattern: '/x', name: 'x' };
    expect(() => createRouter().get(like, () => text(''))).toThrow(TypeError);
  });

  it('names both patterns', () => {
    const router = routerOf('/polls/:id(int)');
    expect(() => addTo(router, '/polls/:slug(slug)')).toThrow(/'\/polls\/:slug\(slug\)' and '\/polls\/:id\(int\)'/);
    expect(() => addTo(router, '/polls/:key(int)')).toThrow(/'\/polls\/:key\(int\)' and '\/polls\/:id\(int\)'/);
  });

  it('lists routes with method, pattern, name and place, through mounts and middleware', () => {
    const routes = defineRoutes({ polls: { list: '/polls' } });
    const inner = createRouter();
    inner.on(['GET', 'POST'], routes.polls.list, () => text(''));
    const passing: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
    const site = createRouter();
    site.all('/', () => text(''));
    site.mount('/admin', compose(passing)(inner));
    site.mount('/files', () => []);
    const here: unknown = expect.stringMatching(/router\.test\.ts:\d+:\d+$/);
    expect(site.routes()).toEqual([
      { methods: ['*'], pattern: '/', registeredAt: here },
      { methods: ['GET', 'POST'], pattern: '/admin/polls', name: 'polls.list', registeredAt: here },
      { methods: ['*'], pattern: '/files/*' },
    ]);
    expect(site[routesOf]()).toEqual(site.routes());
  });
});

describe('a path', () => {
  const router = routerOf('/:name', '/:name/posts', '/files/:rest(path)', '/admin', '/caf\u00e9');

  it.each([
    ['/a%2Fb', '/:name {"name":"a/b"}'],
    ['/a%252Fb', '/:name {"name":"a%2Fb"}'],
    ['/%E6%8A%95', '/:name {"name":"\u6295"}'],
    ['/caf%C3%A9', '/caf\u00e9 {}'],
    ['/%61dmin', '/admin {}'],
    ['/ADMIN', '/:name {"name":"ADMIN"}'],
    ['/files/a/b%20c', '/files/:rest(path) {"rest":"a/b c"}'],
    ['/%FF', '404'],
    ['/%FF/posts', '404'],
    ['/files/%FF', '404'],
    ['//', '404'],
    ['//admin', '404'],
    ['//evil.example/', '404'],
    ['/a//posts', '404'],
    ['/files//etc/passwd', '404'],
    ['/files/a//b', '404'],
    ['/files/a%2Fb', '404'],
    ['/files/', '308 /files'],
  ])('%s is %s', async (path, answer) => {
    expect(await ask(router, path)).toBe(answer);
  });

  it('meets each place of the tree once at most, however many patterns lead nowhere', () => {
    let parsed = 0;
    const counted = {
      parse: (value: string) => {
        parsed += 1;
        return value;
      },
      format: (value: string) => value,
    };
    const deep = createRouter({ trailingSlash: 'ignore', converters: { counted } });
    // At each of six levels a converted parameter and a plain one, all of which fit: 2 + 4 + ... + 64 places.
    const levels = Array.from({ length: 6 }, (_, level) => level);
    for (let which = 0; which < 64; which++) {
      const segments = levels.map((level) => ((which >> level) & 1 ? `:p${level}` : `:p${level}(counted)`));
      deep.get(`/${segments.join('/')}/end`, () => text(''));
    }
    expect(statusOf(deep, '/a/b/c/d/e/f/nothing')).toBe('404 Not Found');
    expect(parsed).toBe(63);
    for (const path of ['/a'.repeat(4000), `/${'%41'.repeat(2500)}`, '/'.repeat(8000)]) {
      parsed = 0;
      expect(statusOf(deep, path)).toBe('404 Not Found');
      expect(parsed).toBeLessThanOrEqual(63);
    }
  });
});

/** The status of a synchronous answer. */
function statusOf(app: Application, path: string): string | undefined {
  let status: string | undefined;
  const environ = createEnviron({ url: path });
  void app(environ, (started) => {
    status = started;
    return async () => undefined;
  });
  return status;
}

describe('what the router answers', () => {
  const router = routerOf('/', '/polls', 'POST /polls', 'PUT /polls/:id(int)', '* /any');

  it('gives HEAD what GET gives, without a body', async () => {
    const response = await createClient(router).head('/polls');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('prefers a view for HEAD', async () => {
    const both = routerOf('/x');
    both.on('HEAD', '/x', () => new HttpResponse([], { headers: { 'X-Head': 'yes' } }));
    expect((await createClient(both).head('/x')).headers.get('x-head')).toBe('yes');
    expect((await createClient(both).get('/x')).headers.get('x-head')).toBeUndefined();
  });

  it.each([
    ['/polls', 'DELETE', 405, 'GET, HEAD, OPTIONS, POST'],
    ['/polls', 'OPTIONS', 204, 'GET, HEAD, OPTIONS, POST'],
    ['/polls/3', 'GET', 405, 'OPTIONS, PUT'],
    ['/polls/3', 'OPTIONS', 204, 'OPTIONS, PUT'],
    ['/polls/x', 'PUT', 404, undefined],
    ['/nowhere', 'OPTIONS', 404, undefined],
    ['/any', 'BREW', 200, undefined],
    ['/any', 'OPTIONS', 200, undefined],
  ])('%s %s: %i', async (path, method, status, allow) => {
    const response = await createClient(router).request(method, path);
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
  });

  it('answers OPTIONS * with all that there is', async () => {
    const { status, headers } = await call(router, {
      ...createEnviron({ method: 'OPTIONS' }),
      PATH_INFO: '*',
      REQUEST_URI: '*',
    });
    expect([status, headers]).toEqual(['204 No Content', [['Allow', 'GET, HEAD, OPTIONS, POST, PUT']]]);
  });

  it('answers a problem to a program, and a page to a browser', async () => {
    const client = createClient(router);
    expect((await client.get('/nowhere')).headers.get('content-type')).toBe('application/problem+json');
    const page = await client.get('/nowhere', { headers: { Accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });
});

describe('a slash at the end', () => {
  const patterns = ['/', '/polls', '/docs/', '/:id(int)', 'POST /form', '/files/:rest(path)', '/archive/:page(int)?'];
  const cases: [path: string, method: string, redirect: string, strict: string, ignore: string][] = [
    ['/polls/', 'GET', '308 /polls', '404', '/polls {}'],
    ['/polls/?a=1&b=%2F', 'GET', '308 /polls?a=1&b=%2F', '404', '/polls {}'],
    ['/polls/', 'HEAD', '308 /polls', '404', ''],
    ['/docs', 'GET', '308 /docs/', '404', '/docs/ {}'],
    ['/7/', 'GET', '308 /7', '404', '/:id(int) {"id":7}'],
    ['/x/', 'GET', '404', '404', '404'],
    ['/form/', 'POST', '404', '404', 'POST /form {}'],
    ['/form/', 'GET', '404', '404', '405'],
    ['/files/a/', 'GET', '308 /files/a', '404', '/files/:rest(path) {"rest":"a"}'],
    ['/archive/', 'GET', '308 /archive', '404', '/archive/:page(int)? {}'],
    ['/archive/2/', 'GET', '308 /archive/2', '404', '/archive/:page(int)? {"page":2}'],
    ['/polls//', 'GET', '404', '404', '404'],
  ];
  for (const [path, method, ...answers] of cases) {
    it.each(['redirect', 'strict', 'ignore'] as const)(`${method} ${path}, %s`, async (trailingSlash) => {
      const router = createRouter({ trailingSlash });
      for (const pattern of patterns) addTo(router, pattern);
      expect(await ask(router, path, method)).toBe(answers[['redirect', 'strict', 'ignore'].indexOf(trailingSlash)]);
    });
  }

  it('keeps the mount in the redirect, and leads to no other host', async () => {
    const inner = routerOf('/', '/polls');
    const site = createRouter();
    site.mount('/app', inner);
    expect(await ask(site, '/app')).toBe('308 /app/');
    expect(await ask(site, '/app/polls/')).toBe('308 /app/polls');
    expect(await ask(site, '/app//evil.example/')).toBe('404');
    expect(await ask(routerOf('/:any'), '//evil.example/')).toBe('404');
    expect(await ask(routerOf('/:any'), '/x/?a=\\\\evil')).toBe('308 /x?a=%5C%5Cevil');
  });
});

describe('a mount', () => {
  const show: Application = (environ, startResponse) => {
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return [new TextEncoder().encode(`${environ.SCRIPT_NAME}|${environ.PATH_INFO}`)];
  };

  it.each([
    ['/app', '/app|'],
    ['/app/', '/app|/'],
    ['/app/x/y', '/app|/x/y'],
    ['/app//x', '/app|//x'],
    ['/app/deep/x', '/app/deep|/x'],
    ['/app/own', '/app/own {}'],
    ['/application', '|/application'],
    ['//x', '|//x'],
  ])('gives %s to the application at the longest prefix: %s', async (path, answer) => {
    const site = createRouter();
    site.mount('/', show);
    site.mount('/app', show);
    site.mount('/app/deep', show);
    addTo(site, '/app/own');
    expect(await ask(site, path)).toBe(answer);
  });

  it('leaves the environ of those outside as it was', async () => {
    const site = createRouter();
    site.mount('/app', show);
    const environ = createEnviron({ url: '/app/x' });
    await call(site, environ);
    expect([environ.SCRIPT_NAME, environ.PATH_INFO]).toEqual(['', '/app/x']);
  });

  it.each(['app', '/app/', '/:id', '/a//b'])('is not at %s', (prefix) => {
    const code: unknown = expect.stringMatching(/^(?:mount|pattern)-invalid$/);
    expect(() => createRouter().mount(prefix, show)).toThrow(expect.objectContaining({ code }));
  });

  it('is not where another one is', () => {
    const site = createRouter();
    site.mount('/app', show);
    expect(() => site.mount('/app', show)).toThrow(expect.objectContaining({ code: 'mount-invalid' }));
  });
});

describe('a guard in front of a router', () => {
  /** Refuses what is below /admin, as anybody would write it. */
  const guard: Middleware = (app) => (environ, startResponse) => {
    const { PATH_INFO: path } = environ;
    if (path !== '/admin' && !path.startsWith('/admin/')) return app(environ, startResponse);
    startResponse('403 Forbidden', []);
    return [];
  };
  const admin = routerOf('/', '/users');
  const site = createRouter();
  site.mount('/admin', admin);
  addTo(site, '/:page');
  const guarded = guard(site);

  it.each(['/admin', '/admin/', '/admin/users', '/%61dmin/users', '/admin//users', '/admin/users/'])(
    'sees %s as the router does',
    async (path) => {
      expect(await ask(guarded, path)).toBe('403');
    },
  );

  it.each(['//admin/users', '/x/admin/users', '/admin%2Fusers', '/Admin/users', '/admin%252Fusers'])(
    'needs not see %s, which leads nowhere near',
    async (path) => {
      expect(await ask(guarded, path)).not.toMatch(/users \{|^\/ \{/);
    },
  );
});

describe('facts', () => {
  async function factsOf(app: Application, path: string): Promise<Readonly<Record<string, unknown>>> {
    const environ = createEnviron({ url: path });
    await call(app, environ);
    return { ...environ['tsgi.exchange'].facts };
  }

  it('have the pattern that matched, mounts included', async () => {
    const site = createRouter();
    site.mount('/admin', routerOf('/users/:id(int)'));
    expect(await factsOf(site, '/admin/users/3')).toEqual({ route: '/admin/users/:id(int)' });
  });

  it('have the list of routes where none matched', async () => {
    const site = routerOf('/a', '/b');
    const { 'router.routes': routes } = await factsOf(site, '/c');
    expect(routes).toBe(site.routes);
  });
});

describe('limits of a body', () => {
  it('can be set for one route', async () => {
    const router = createRouter();
    router.post('/small', async (request) => text(await request.text()), { limits: { memory: 3 } });
    const client = createClient(router);
    expect((await client.post('/small', { body: 'abc' })).status).toBe(200);
    expect((await client.post('/small', { body: 'abcd' })).status).toBe(413);
  });
});
