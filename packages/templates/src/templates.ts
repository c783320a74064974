/** The middleware that gives views their templates. */
import { type Environ, type Middleware, provide } from '@tsgi/protocol';
import type { Templates } from './create-templates.ts';

/** What {@link templates} provides. */
export interface TemplatesEnviron {
  /** The templates of this application, for `render`. */
  readonly 'tsgi.templates': Templates;
}

/** Provides templates. Requires what their context processors need. */
export function templates<T extends Templates<never>>(source: T): Middleware<TemplatesEnviron, Needs<T>> {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- `Needs` is what stands in between
  const found = source as Templates<never> as Templates;
  return (app) => (environ, startResponse) =>
    app(provide(environ, { 'tsgi.templates': found } satisfies TemplatesEnviron), startResponse);
}

/** What the context processors of templates need in the environ, beyond what is always there. */
export type Needs<T> = T extends Templates<infer E> ? Omit<E, keyof Environ> : never;
