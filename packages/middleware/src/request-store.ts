/** `requestStore`: something of the current request, for code that is not given the request. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Environ, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { callWithin } from './call-within.ts';

/** Something that each request has one of. */
export interface RequestStore<T> {
  /** Makes one for each request, and has it there while the application is called and its body pulled and closed. */
  readonly middleware: Middleware;
  /** That of the current request; `undefined` outside of all. */
  get(): T | undefined;
}

/**
 * Makes a store on `AsyncLocalStorage`: it follows a request through every `await`, timer and callback.
 * @param create makes what a request has: a logger with its id, a unit of work, the environ itself
 */
export function requestStore<T>(create: (environ: Environ) => T): RequestStore<T> {
  const storage = new AsyncLocalStorage<T>();
  const middleware: Middleware = (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const value = create(environ);
      return callWithin((run) => storage.run(value, run), app, environ, startResponse);
    });
  return { middleware, get: () => storage.getStore() };
}
