/** URLs from routes, inside and outside of mounts, and back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runs, temporaryFolder } from '@tsgi/harness';
import { type HttpRequest, text, view } from '@tsgi/http';
import { type Application, compose, type Environ, type Middleware } from '@tsgi/protocol';
import { createTemplates, render, type TemplatesEnviron, templates } from '@tsgi/templates';
import { createClient } from '@tsgi/testing';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRouter, defineRoutes, pathFor, urlFor, urls } from '../src/index.ts';

const routes = defineRoutes({
  home: '/',
  polls: { list: '/polls/', detail: '/polls/:id(int)', page: '/polls/page/:page(int)?' },
  files: '/files/:rest(path)',
  tag: '/tags/:name',
  day: '/days/:day(date)',
  price: '/prices/:price(float)',
  key: '/keys/:key(uuid)',
  caf\u00e9: '/caf\u00e9/:slug(slug)',
});

/** What a view says that is called for a URL of an application. */
async function within(url: string, say: (request: HttpRequest) => string, mounted = ''): Promise<string> {
  const app = view((request) => text(say(request)));
  const site = createRouter();
  site.mount(mounted === '' ? '/' : mounted, app);
  return (await createClient(site).get(url)).text();
}

describe('a URL', () => {
  it.each([
    ['/', pathFor(routes.home)],
    ['/polls/', pathFor(routes.polls.list)],
    ['/polls/3', pathFor(routes.polls.detail, { id: 3 })],
    ['/polls/-3', pathFor(routes.polls.detail, { id: -3 })],
    ['/polls/page', pathFor(routes.polls.page)],
    ['/polls/page/2', pathFor(routes.polls.page, { page: 2 })],
    ['/files/a%20b/c%3Fd', pathFor(routes.files, { rest: 'a b/c?d' })],
    ['/tags/a%2Fb%25', pathFor(routes.tag, { name: 'a/b%' })],
    ['/tags/%E6%8A%95', pathFor(routes.tag, { name: '\u6295' })],
    ['/tags/...', pathFor(routes.tag, { name: '...' })],
    ['/days/2026-11-26', pathFor(routes.day, { day: new Date('2026-11-26T23:59:59Z') })],
    ['/prices/1e%2B21', pathFor(routes.price, { price: 1e21 })],
    [
      '/keys/0189df2c-8e1f-7000-8000-00000000000a',
      pathFor(routes.key, { key: '0189DF2C-8E1F-7000-8000-00000000000A' }),
    ],
    ['/caf%C3%A9/x', pathFor(routes.caf\u00e9, { slug: 'x' })],
  ])('%s', (url, built) => {
    expect(built).toBe(url);
  });

  it.each([
    [routes.polls.detail, {}],
    [routes.polls.detail, { id: undefined }],
    [routes.polls.detail, { id: 1.5 }],
    [routes.polls.detail, { id: Number.NaN }],
    [routes.polls.detail, { id: 2 ** 53 }],
    [routes.tag, { name: '' }],
    [routes.tag, { name: '.' }],
    [routes.tag, { name: '..' }],
    [routes.tag, { name: '\0' }],
    [routes.tag, { name: '\ud800' }],
    [routes.tag, { name: new URL('https://x.example') }],
    [routes.files, { rest: '/a' }],
    [routes.files, { rest: 'a//b' }],
    [routes.files, { rest: 'a/../b' }],
    [routes.files, { rest: 'a/' }],
    [routes.files, { rest: 7 }],
    [routes.price, { price: Number.POSITIVE_INFINITY }],
    [routes.key, { key: 'x' }],
    [routes.day, { day: new Date(Number.NaN) }],
    [routes.day, { day: 'today' }],
  ])('is not built of what its pattern would not match: %j %j', (route, params) => {
    expect(() => pathFor(route, params)).toThrow(expect.objectContaining({ code: 'param-invalid' }));
  });

  it('has a query and a fragment, and the origin on demand', async () => {
    const options = { query: { q: 'a b&c', page: 2, tag: ['x', 'y'], none: undefined }, fragment: 'r\u00e9sum\u00e9' };
    const expected = '/polls/3?q=a+b%26c&page=2&tag=x&tag=y#r%C3%A9sum%C3%A9';
    expect(await within('/', (request) => urlFor(request, routes.polls.detail, { id: 3 }, options))).toBe(expected);
    const absolute = await within('https://polls.example:8443/x', (request) =>
      urlFor(request, routes.home, {}, { absolute: true, query: new URLSearchParams('a=1') }),
    );
    expect(absolute).toBe('https://polls.example:8443/?a=1');
  });
});

describe('a mounted router', () => {
  const own = defineRoutes({ list: '/', user: '/users/:id(int)' });
  const outer = defineRoutes({ home: '/', about: '/about' });
  const passing: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
  const say = (request: HttpRequest) =>
    text([urlFor(request, own.user, { id: 1 }), urlFor(request, outer.about)].join(' '));

  function site(): Application {
    const users = createRouter();
    users.get(own.list, say);
    users.get(own.user, say);
    const admin = createRouter();
    admin.mount('/people', compose(passing)(users));
    const root = createRouter();
    root.get(outer.home, say);
    root.get(outer.about, say);
    root.mount('/admin', admin);
    return root;
  }

  it('is where it is mounted, from inside and from outside', async () => {
    const client = createClient(site());
    for (const path of ['/', '/admin/people/', '/admin/people/users/7']) {
      expect(await (await client.get(path)).text()).toBe('/admin/people/users/1 /about');
    }
  });

  it('is below the prefix of the whole site', async () => {
    const whole = createRouter();
    const inner = site();
    // Not a mount that routers know of: a proxy's prefix, or a middleware.
    whole.mount('/site', (environ, startResponse) => inner(environ, startResponse));
    const client = createClient(whole);
    for (const path of ['/site/', '/site/admin/people/']) {
      expect(await (await client.get(path)).text()).toBe('/site/admin/people/users/1 /site/about');
    }
  });

  it('may be mounted twice, and is the one that the request is in', async () => {
    const shared = defineRoutes({ item: '/item', other: '/other' });
    const items = createRouter();
    items.get(shared.item, (request) => text(urlFor(request, shared.other)));
    items.get(shared.other, () => text(''));
    const root = createRouter();
    root.mount('/a', items);
    root.mount('/b', items);
    root.get('/', (request) => text(urlFor(request, shared.item)));
    const client = createClient(root);
    expect(await (await client.get('/a/item')).text()).toBe('/a/other');
    expect(await (await client.get('/b/item')).text()).toBe('/b/other');
    await expect(client.get('/')).rejects.toMatchObject({ code: 'mounted-twice' });
  });

  it('is not mounted below itself, near or far', () => {
    const passing: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
    const [outer, inner] = [createRouter(), createRouter()];
    outer.mount('/inner', compose(passing)(inner));
    for (const round of [() => outer.mount('/self', outer), () => inner.mount('/outer', outer)]) {
      expect(round).toThrow(expect.objectContaining({ code: 'mount-invalid' }));
    }
    expect(outer.routes()).toEqual([]);
  });
});

describe('url() of templates', () => {
  const processor = urls(routes);

  it('builds by name', async () => {
    const call = (name: string, params?: Record<string, unknown>) =>
      within('/', (request) => processor(request).url(name, params));
    expect(await call('home')).toBe('/');
    expect(await call('polls.detail', { id: 3 })).toBe('/polls/3');
  });

  it('is there in a template', async () => {
    const directory = temporaryFolder(onTestFinished);
    writeFileSync(join(directory, 'page.njk'), "{{ url('polls.detail', { id: 3 }, { query: { a: '<&>' } }) }}");
    const pages = await createTemplates({ directories: [directory], processors: [processor] });
    const site = createRouter<Environ & TemplatesEnviron>();
    site.get('/', (request) => render(request, 'page.njk'));
    const response = await createClient(templates(pages)(site)).get('/');
    expect(await response.text()).toBe('/polls/3?a=%3C%26%3E');
  });

  it('says which names there are when one is wrong', async () => {
    await expect(within('/', (request) => processor(request).url('poll.detail', { id: 3 }))).rejects.toMatchObject({
      code: 'name-unknown',
      message: expect.stringContaining('polls.detail') as unknown,
    });
  });

  it('says so when there are no routes', async () => {
    const none = urls();
    await expect(within('/', (request) => none(request).url('home'))).rejects.toMatchObject({
      message: expect.stringContaining('none at all') as unknown,
    });
    await expect(within('/', (request) => processor(request).url('zzz'))).rejects.toMatchObject({
      code: 'name-unknown',
    });
  });

  it('refuses two routes of one name', () => {
    expect(() => urls(routes, defineRoutes({ home: '/' }))).toThrow(
      expect.objectContaining({ code: 'route-duplicate' }),
    );
  });
});

describe('matching and building are inverse', () => {
  const segment = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((value) => value !== '.' && value !== '..' && !value.includes('\0') && !/\p{Surrogate}/u.test(value));
  const values = {
    id: fc.maxSafeInteger().map((value) => value + 0),
    price: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    name: segment,
    slug: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
    key: fc.uuid(),
    day: fc
      .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => new Date(`${date.toISOString().slice(0, 10)}T00:00:00Z`)),
    rest: fc
      .array(
        segment.filter((value) => !value.includes('/')),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join('/')),
  };

  it('for any values of any parameters', async () => {
    const all = defineRoutes({
      all: '/x/:id(int)/:price(float)/:name/:slug(slug)/:key(uuid)/:day(date)/:rest(path)',
    }).all;
    let seen: unknown;
    const router = createRouter();
    router.get(all, (_, params) => {
      seen = params;
      return text('');
    });
    const client = createClient(router);
    await fc.assert(
      fc.asyncProperty(fc.record(values), async (params) => {
        await client.get(pathFor(all, params));
        expect(seen).toEqual(params);
      }),
      { numRuns: runs(300) },
    );
  });
});
