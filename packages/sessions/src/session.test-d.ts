import { HttpRequest } from '@tsgi/http';
import type { Application, Environ } from '@tsgi/protocol';
import { expectTypeOf, it } from 'vitest';
import { type Session, type SessionEnviron, session } from './index.ts';

it('is assignable to a session of less', () => {
  expectTypeOf<Session<{ a: number; b: string }>>().toExtend<Session<{ a: number }>>();
});

it('types its values', () => {
  const use = (s: Session<{ a: number }>): void => {
    expectTypeOf(s.get('a')).toEqualTypeOf<number | undefined>();
    // @ts-expect-error -- a number
    s.set('a', 'text');
    // @ts-expect-error -- no such key
    s.get('b');
  };
  expectTypeOf(use).toBeFunction();
});

it('does not compile outside the middleware', () => {
  const outside = (environ: Environ): unknown =>
    // @ts-expect-error -- Property 'tsgi.session' is missing
    session(new HttpRequest(environ));
  expectTypeOf(outside).toBeFunction();
  // @ts-expect-error -- Property 'tsgi.session' is missing
  expectTypeOf<Application<Environ & SessionEnviron>>().toExtend<Application>();
});
