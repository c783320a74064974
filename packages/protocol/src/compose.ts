/**
 * `compose(a, b, c)(app)` is `a(b(c(app)))`: left is outermost. The result is a middleware again, typed by what all
 * of them together provide and still require.
 */
import type { Application } from './application.ts';
import type { Middleware, Shared, stackTypes, Without } from './middleware.ts';
import { forwardRoutes } from './routes.ts';

/**
 * Composes middleware, the leftmost outermost, into one. Takes any number, none included, and nests.
 *
 * Two that disagree on the type of a key, and functions that are not declared as a {@link Middleware}, do not compile;
 * the message names them. A requirement that nothing to the left provides stays a requirement of the whole.
 */
export function compose<const M extends readonly unknown[]>(
  // Each member by itself, so that a call of a generic function in its place is inferred as if it stood alone.
  ...middleware: { [I in keyof M]: I extends keyof Checked<M> ? M[I] & Checked<M>[I] : M[I] }
): Composed<M> {
  const wrap = (app: Application): Application =>
    forwardRoutes(
      app,
      wrappersOf(middleware).reduceRight((inner, outer) => outer(inner), app),
    );
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Checked and Composed are the proof
  return wrap as Composed<M>;
}

/** The one middleware that a list of them amounts to. */
export type Composed<M extends readonly unknown[], Provides = {}, Requires = {}> = M extends readonly [
  infer Outer,
  ...infer Inner,
]
  ? Outer extends Middleware<infer P, infer R>
    ? Composed<Inner, Provides & P, Requires & Without<R, Provides>>
    : Composed<Inner, Provides, Requires>
  : Middleware<Provides, Requires>;

/** The list itself where it fits together; else the list with a message in the place of what does not. */
export type Checked<
  M extends readonly unknown[],
  Provides = {},
  Before extends readonly unknown[] = [],
> = M extends readonly [infer Outer, ...infer Inner]
  ? IsDeclared<Outer> extends true
    ? Outer extends Middleware<infer P, infer R>
      ? Provides extends Shared<R, Provides>
        ? Checked<Inner, Provides & P, [...Before, Outer]>
        : [
            ...Before,
            // Written out, since the compiler prints the properties of a nameless type only.
            {
              readonly 'a middleware further left provides this key with another type': {
                readonly provided: Shared<Provides, R>;
                readonly wanted: Shared<R, Provides>;
              };
            },
            ...Inner,
          ]
      : never
    : [
        ...Before,
        { readonly 'declare it, so that its types are known: const name: Middleware<Provides, Requires> = ...': Outer },
        ...Inner,
      ]
  : Before;

type IsDeclared<M> = typeof stackTypes extends keyof M ? true : false;

/** The types have been checked at the call; here they are functions from an application to an application. */
function wrappersOf(middleware: readonly unknown[]): readonly ((app: Application) => Application)[] {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- checked by the parameter's type
  return middleware as readonly ((app: Application) => Application)[];
}
