import { type HttpRequest, html, text, type View } from '@tsgi/http';
import type { Application, Environ } from '@tsgi/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import { createRouter, defineRoutes, type Params, pathFor, type Route, urlFor } from './index.ts';

interface UserEnviron {
  'app.user': { readonly name: string };
}

const hex = {
  pattern: /^[0-9a-f]+$/,
  parse: (value: string) => BigInt(`0x${value}`),
  format: (value: bigint) => value.toString(16),
};

declare const request: { readonly environ: Environ };

describe('urlFor', () => {
  it('takes options behind the parameters, and no others for them', () => {
    const { home } = defineRoutes({ home: '/' });
    urlFor(request, home);
    urlFor(request, home, {}, { fragment: 'top' });
    // @ts-expect-error -- a route without parameters has no `fragment` among them
    urlFor(request, home, { fragment: 'top' });
  });
});

describe('parameters', () => {
  it('are read from the text of a pattern', () => {
    // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- there are none
    expectTypeOf<Params<'/'>>().toEqualTypeOf<{}>();
    expectTypeOf<Params<'/polls/:id(int)'>>().toEqualTypeOf<{ readonly id: number }>();
    expectTypeOf<Params<'/:a/x/:b(date)/:c(path)'>>().toEqualTypeOf<{
      readonly a: string;
      readonly b: Date;
      readonly c: string;
    }>();
    expectTypeOf<Params<'/:page(int)?'>>().toEqualTypeOf<{ readonly page?: number }>();
    expectTypeOf<Params<'/:name?'>>().toEqualTypeOf<{ readonly name?: string }>();
    expectTypeOf<Params<'/:key(hex)', { hex: typeof hex }>>().toEqualTypeOf<{ readonly key: bigint }>();
  });

  it('reach the view', () => {
    const site = createRouter();
    const routes = defineRoutes({ polls: { detail: '/polls/:id(int)' } });
    site.get(routes.polls.detail, (request, { id }) => {
      expectTypeOf(request).toEqualTypeOf<HttpRequest>();
      expectTypeOf(id).toEqualTypeOf<number>();
      return text('');
    });
    site.on(['GET', 'POST'], '/:slug/:day(date)', (_, params) => {
      expectTypeOf(params).toEqualTypeOf<{ readonly slug: string; readonly day: Date }>();
      return text('');
    });
    const named: View<Environ, { readonly id: number }> = () => text('');
    site.post(routes.polls.detail, named);
    // @ts-expect-error -- the pattern gives a string
    site.post('/polls/:id', named);
    // @ts-expect-error -- there is no such parameter
    site.get('/polls/:id', (_, { name }) => text(String(name)));
  });

  it('may be of converters of one’s own', () => {
    const routes = defineRoutes({ commit: '/commits/:key(hex)' }, { converters: { hex } });
    expectTypeOf(routes.commit).toEqualTypeOf<Route<{ readonly key: bigint }>>();
    const site = createRouter({ converters: { hex } });
    site.get('/:key(hex)', (_, { key }) => text(key.toString()));
    site.get(routes.commit, (_, { key }) => text(key.toString()));
  });
});

describe('what is wrong', () => {
  it('does not compile: a converter that there is not', () => {
    // @ts-expect-error -- there is no converter 'itn'
    const define = () => defineRoutes({ polls: { detail: '/polls/:id(itn)' } });
    // @ts-expect-error -- there is no converter 'itn'
    const register = () => createRouter().get('/polls/:id(itn)', () => text(''));
    expectTypeOf([define, register]).not.toBeAny();
  });

  it('does not compile: an application in the place of a view', () => {
    const app: Application = () => [];
    // @ts-expect-error -- an application goes in with mount
    createRouter().get('/', app);
  });

  it('does not compile: a view that reads what nobody provides', () => {
    const routes = defineRoutes({ home: '/' });
    const profile = ({ environ }: HttpRequest<Environ & UserEnviron>) => html(environ['app.user'].name);
    createRouter<Environ & UserEnviron>().get(routes.home, profile);
    // @ts-expect-error -- Property ''app.user'' is missing in type 'Environ'
    createRouter().get(routes.home, profile);
    const site = createRouter<Environ & UserEnviron>();
    expectTypeOf(site).toExtend<Application<Environ & UserEnviron>>();
    // @ts-expect-error -- a server has no user
    const served: Application = site;
    expectTypeOf(served).not.toBeAny();
  });

  it('does not compile: a URL with a parameter that is missing or of another type', () => {
    const { home, detail, archive } = defineRoutes({
      home: '/',
      detail: '/polls/:id(int)',
      archive: '/archive/:page(int)?',
    });
    const build = (request: HttpRequest) => {
      urlFor(request, home);
      urlFor(request, home, {}, { query: { page: 2 } });
      urlFor(request, detail, { id: 3 });
      urlFor(request, archive);
      urlFor(request, archive, { page: 2 });
      // @ts-expect-error -- id is missing
      urlFor(request, detail);
      // @ts-expect-error -- id is missing
      urlFor(request, detail, {});
      // @ts-expect-error -- id is a number
      urlFor(request, detail, { id: '3' });
      // @ts-expect-error -- there is no such parameter
      urlFor(request, detail, { id: 3, name: 'x' });
      // @ts-expect-error -- there is no such route
      urlFor(request, 'polls.detail');
      return pathFor(home);
    };
    expectTypeOf(build).not.toBeAny();
  });
});
