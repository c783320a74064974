/**
 * A middleware is a function from an application to an application. Its type says what it provides to the application
 * it wraps, and what it requires from those around it; the compiler then checks a stack from the inside out.
 */
import type { Application } from './application.ts';
import type { Environ } from './environ.ts';

/**
 * Wraps an application that may read the keys of `Provides`, into one that needs those of `Requires`.
 *
 * Declare it, so that `compose` can read the two:
 * ```ts
 * const timing: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
 * const user: Middleware<UserEnviron, SessionEnviron> = (app) => (environ, startResponse) =>
 *   app(provide(environ, { 'tsgi.user': load(environ['tsgi.session']) }), startResponse);
 * ```
 */
export interface Middleware<Provides = {}, Requires = {}> {
  <A extends Environ = Environ & Provides>(
    app: Application<A> & Agree<A, Provides>,
  ): Application<Without<A, Provides> & Environ & Requires>;
  /** Carries the two types for `compose`; there is nothing at run time. */
  readonly [stackTypes]?: { readonly provides: Provides; readonly requires: Requires };
}

/** `unknown` when a middleware provides what the application reads; else a type that names the keys at odds. */
export type Agree<A, Provides> =
  Provides extends Shared<A, Provides>
    ? unknown
    : {
        readonly 'the middleware and the application disagree on a key': {
          readonly provided: Shared<Provides, A>;
          readonly wanted: Shared<A, Provides>;
        };
      };

/** The keys of `A` that `Provides` has no part in. */
export type Without<A, Provides> = [keyof Provides] extends [never] ? A : Omit<A, keyof Provides>;

/** What `A` says of the keys it shares with `Provides`. */
export type Shared<A, Provides> = Pick<A, keyof A & keyof Provides>;

/** The name of the property that carries a middleware's types. */
export declare const stackTypes: unique symbol;
