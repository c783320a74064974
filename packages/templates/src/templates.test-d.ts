import { type ContextProcessor, view } from '@tsgi/http';
import { type Application, compose, type Environ, type Middleware } from '@tsgi/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import {
  createTemplates,
  render,
  type Templates,
  type TemplatesEnviron,
  type TemplatesOptions,
  templates,
  translations,
} from './index.ts';

interface UserEnviron {
  readonly 'tsgi.user': { readonly name: string };
}
interface TokenEnviron {
  readonly 'tsgi.csrf': string;
}

declare const users: Middleware<UserEnviron>;
declare const tokens: Middleware<TokenEnviron>;
declare const otherUsers: Middleware<{ readonly 'tsgi.user': string }>;
declare const user: ContextProcessor<Environ & UserEnviron>;
declare const token: ContextProcessor<Environ & TokenEnviron>;
declare const plain: ContextProcessor;
declare function serve(app: Application): void;

const page = view<Environ & TemplatesEnviron>((request) => render(request, 'page.njk'));

describe('templates', () => {
  it('require nothing without context processors', async () => {
    const site = await createTemplates({});
    expectTypeOf(site).toEqualTypeOf<Templates>();
    serve(templates(site)(page));
    const none = { gettext: String, ngettext: String };
    serve(
      compose(templates(await createTemplates({ processors: [plain, () => ({ a: 1 }), translations(() => none)] })))(
        page,
      ),
    );
  });

  it('require what their context processors need, together', async () => {
    const site = await createTemplates({ processors: [user, plain, token] });
    serve(compose(users, tokens, templates(site))(page));
    // @ts-expect-error -- no user, no token
    serve(compose(templates(site))(page));
    // @ts-expect-error -- no token
    serve(compose(users, templates(site))(page));
    // @ts-expect-error -- the token comes too late
    serve(compose(users, templates(site), tokens)(page));
    // @ts-expect-error -- a user of another type
    compose(otherUsers, tokens, templates(site));
    // @ts-expect-error -- no user, no token, without compose too
    serve(templates(site)(page));
  });

  it('take a context processor that is made in place', async () => {
    const processors = [
      translations((request) => ({ gettext: (text) => text + request.path, ngettext: String })),
    ] as const;
    const inPlace = await createTemplates({
      processors: [user, translations((request) => ({ gettext: (text) => text + request.path, ngettext: String }))],
    });
    serve(compose(templates(await createTemplates({ processors })))(page));
    serve(compose(users, templates(inPlace))(page));
    const signedIn = await createTemplates({
      processors: [
        translations<Environ & UserEnviron>(({ environ }) => ({
          gettext: () => environ['tsgi.user'].name,
          ngettext: String,
        })),
      ],
    });
    // @ts-expect-error -- no user
    serve(compose(templates(signedIn))(page));
  });

  it('are needed to render', () => {
    // @ts-expect-error -- no templates
    serve(page);
    // @ts-expect-error -- the environ of this view has no templates
    view((request) => render(request, 'page.njk'));
  });

  it('render for a request that has what the processors need', async () => {
    const site = await createTemplates({ processors: [user] });
    view<Environ & UserEnviron>(async (request) => {
      await site.renderToString('mail.njk', {}, request);
      return render({ ...request } as never, '');
    });
    view(async (request) => {
      // @ts-expect-error -- no user
      await site.renderToString('mail.njk', {}, request);
      return render({ ...request } as never, '');
    });
    await site.renderToString('mail.njk', { without: 'a request' });
  });

  it('take no option that switches escaping off', () => {
    // @ts-expect-error -- use markup(), or renderText()
    expectTypeOf<TemplatesOptions>().toExtend<{ autoescape?: false }>();
    // @ts-expect-error -- the same
    void createTemplates({ autoescape: false });
  });

  it('take filters with parameters of their own', () => {
    void createTemplates({ filters: { money: (amount: number, currency = 'EUR') => `${amount} ${currency}` } });
    // @ts-expect-error -- a filter is a function
    void createTemplates({ filters: { money: 'EUR' } });
    // @ts-expect-error -- a context processor gives an object
    void createTemplates({ processors: [() => 'text'] });
  });
});
