import { type ContextProcessor, HttpRequest, markup, view } from '@tsgi/http';
import { compose, type Environ, type Middleware, provide } from '@tsgi/protocol';
import { type Client, createClient, createEnviron } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import {
  createTemplates,
  render,
  type TemplatesEnviron,
  type TemplateValues,
  templates,
  translations,
} from '../src/index.ts';
import { templateFolder } from './template-folder.ts';

interface UserEnviron {
  readonly 'app.user': string;
}

const user: ContextProcessor<Environ & UserEnviron, { user: string }> = ({ environ }) => ({
  user: environ['app.user'],
});

const signedIn: Middleware<UserEnviron> = (app) => (environ, startResponse) =>
  app(provide(environ, { 'app.user': 'ada' }), startResponse);

async function client(page: string, values?: TemplateValues): Promise<Client> {
  const site = await createTemplates({
    directories: [templateFolder({ 'page.njk': page }).path],
    globals: { name: 'global', site: 'Site' },
    processors: [
      user,
      async () => Promise.resolve({ name: 'early', later: Promise.resolve('later') }),
      () => ({ name: 'late', field: markup('<input>') }),
    ],
  });
  const app = view<Environ & TemplatesEnviron>((request) => render(request, 'page.njk', values));
  return createClient(compose(signedIn, templates(site))(app));
}

async function answered(page: string, values?: TemplateValues): Promise<string> {
  const response = await (await client(page, values)).get('/page?q=1&q=2');
  return response.text();
}

describe('render', () => {
  it('answers with HTML', async () => {
    const response = await (await client('<p>ü</p>')).get('/');
    expect([response.status, await response.text()]).toEqual([200, '<p>ü</p>']);
    expect(response.headers.list).toEqual([
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Length', '9'],
    ]);
  });

  it('takes a status and headers', async () => {
    const site = await createTemplates({ directories: [templateFolder({ 'feed.xml': '<x/>' }).path] });
    const options = { status: 201, headers: { 'Content-Type': 'application/xml' } };
    const app = templates(site)(
      view<Environ & TemplatesEnviron>((request) => render(request, 'feed.xml', {}, options)),
    );
    const response = await createClient(app).get('/');
    expect([response.status, response.headers.get('Content-Type')]).toEqual([201, 'application/xml']);
  });

  it('fails with the place in the template', async () => {
    await expect(answered('{{ secret() }}')).rejects.toMatchObject({ code: 'template-failed', line: 1, column: 4 });
  });

  it('makes a 500 of what fails, and shows nothing of it', async () => {
    const site = await createTemplates({ directories: [templateFolder({ 'page.njk': '{{ secret() }}' }).path] });
    const app = templates(site)(view<Environ & TemplatesEnviron>((request) => render(request, 'page.njk')));
    const response = await createClient(app, { throwErrors: false }).get('/');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });
});

describe('context processors', () => {
  it('give their values to every template, awaited', async () => {
    expect(await answered('{{ user }}{{ field }}{{ later }}{{ site }}')).toBe('ada<input>laterSite');
  });

  it('win over globals and earlier ones, and lose to the values of the view', async () => {
    expect(await answered('{{ name }}')).toBe('late');
    expect(await answered('{{ name }}', { name: 'mine' })).toBe('mine');
  });

  it('do not run without a request', async () => {
    const site = await createTemplates({
      directories: [templateFolder({ 'page.njk': '{{ user }}{{ request }}{{ x }}' }).path],
      processors: [user],
    });
    expect(await site.renderToString('page.njk', { x: 1 })).toBe('1');
  });

  it('are told of the request that is rendered for', async () => {
    const site = await createTemplates({
      directories: [templateFolder({ 'page.txt': '{{ user }}' }).path],
      processors: [user],
    });
    const request = new HttpRequest({ ...createEnviron(), 'app.user': 'bob' });
    expect(await site.renderText('page.txt', {}, request)).toBe('bob');
  });

  it('always give the request, and nothing that leads further', async () => {
    const page =
      '{{ request.method }} {{ request.scriptName }}{{ request.path }} {{ request.url }} {{ request.host }} ' +
      '{{ request.query.q }} {{ request.secure }} {{ request.remoteAddress }}{{ request.environ }}{{ request.headers }}';
    expect(await answered(page)).toBe('GET /page http://localhost/page?q=1&amp;q=2 localhost 2 false 127.0.0.1');
  });
});

describe('translations', () => {
  const german: Readonly<Record<string, string>> = {
    Hello: 'Hallo',
    'Hello %(name)s': 'Hallo %(name)s',
    page: 'Seite',
    pages: 'Seiten',
  };
  const processor = translations(({ environ }) =>
    Promise.resolve({
      gettext: (message) => (message === 'terms' ? markup('<a>%(what)s</a>') : (german[message] ?? message)),
      ngettext: (one, many, count) =>
        `%(num)s ${german[count === 1 ? one : many] ?? ''} ${environ.REQUEST_METHOD}%(mark)s`,
    }),
  );

  it.each([
    ['{{ _("Hello") }}{{ gettext("Hello") }}', 'HalloHallo'],
    ['{{ _("Hello %(name)s", name=name) }}', 'Hallo &lt;Ada&gt;'],
    ['{{ _("Hello %(name)s") }}', 'Hallo %(name)s'],
    ['{{ _("Hello %(constructor)s", name=1) }}', 'Hello %(constructor)s'],
    ['{{ _("terms", what=name) }}', '<a>&lt;Ada&gt;</a>'],
    [
      '{{ ngettext("page", "pages", 1) }};{{ ngettext("page", "pages", 2, mark="!") }}',
      '1 Seite GET%(mark)s;2 Seiten GET!',
    ],
    ['{{ _("<b>") }}', '&lt;b&gt;'],
  ])('are in the language of the request: %s', async (page, expected) => {
    const site = await createTemplates({
      directories: [templateFolder({ 'page.njk': page }).path],
      processors: [processor],
    });
    expect(await site.renderToString('page.njk', { name: '<Ada>' }, new HttpRequest(createEnviron()))).toBe(expected);
  });
});
