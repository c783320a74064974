import type { Application, Environ, Middleware } from '@tsgi/protocol';
import { expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { text } from './content.ts';
import type { ContextProcessor } from './context-processor.ts';
import type { HttpRequest } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';
import { runView, type View, view } from './view.ts';

interface UserEnviron {
  'app.user': { name: string };
}
declare const users: Middleware<UserEnviron>;
declare function serve(app: Application): void;

const profile = (request: HttpRequest<Environ & UserEnviron>): HttpResponse => text(request.environ['app.user'].name);

it('makes an application of the environ that the view reads', () => {
  expectTypeOf(view(profile)).toEqualTypeOf<Application<Environ & UserEnviron>>();
  expectTypeOf(view(() => text(''))).toEqualTypeOf<Application>();
});

it('is served only inside the middleware that it needs', () => {
  serve(users(view(profile)));
  // @ts-expect-error Property ''app.user'' is missing
  serve(view(profile));
});

it('returns a response', () => {
  // @ts-expect-error a string is no response
  view(() => 'text');
  // @ts-expect-error nor is nothing
  view(async () => undefined);
});

it('gives parameters to those who have them', () => {
  const detail = (_: HttpRequest, { id }: { id: number }): HttpResponse => text(String(id));
  expectTypeOf(detail).toExtend<View<Environ, { id: number }>>();
  // @ts-expect-error nobody gives a plain view parameters
  view(detail);
  expectTypeOf(runView<Environ, { id: number }>)
    .parameter(2)
    .toEqualTypeOf<{ id: number }>();
});

it('knows what a schema makes of a body', () => {
  const schema = z.object({ age: z.coerce.number() });
  view(async (request) => {
    expectTypeOf(await request.json()).toEqualTypeOf<unknown>();
    expectTypeOf(await request.json(schema)).toEqualTypeOf<{ age: number }>();
    expectTypeOf(await request.form(schema, { lists: [] })).toEqualTypeOf<{ age: number }>();
    expectTypeOf(request.accepts(['text/html', 'application/json'])).toEqualTypeOf<
      'text/html' | 'application/json' | undefined
    >();
    return text('');
  });
});

it('lets a request stand for one of a smaller environ', () => {
  const processor: ContextProcessor = ({ path }) => ({ path });
  expectTypeOf(processor).parameter(0).toEqualTypeOf<HttpRequest>();
  view((request: HttpRequest<Environ & UserEnviron>) => {
    void processor(request);
    return text('');
  });
});
