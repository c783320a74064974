/** What is the same whatever the scheme: somebody is asked for, and let in, or an error answers. */
import { errorResponse, HttpError } from '@tsgi/http';
import { type Application, type Environ, forwardRoutes, isPromiseLike, type Middleware, provide } from '@tsgi/protocol';
import type { AuthEnviron } from './challenge.ts';

/**
 * Makes the middleware of a scheme.
 * @param find gives the user, or throws the `HttpError` that answers
 */
export function authenticate<User>(find: (environ: Environ) => User | Promise<User>): Middleware<AuthEnviron<User>> {
  return <A extends Environ>(app: Application<A>) =>
    forwardRoutes(app, (environ: Omit<A, 'tsgi.auth'> & Environ, startResponse) => {
      const enter = (user: User) => app(provide<A, AuthEnviron<User>>(environ, { 'tsgi.auth': user }), startResponse);
      const refuse = (error: unknown) => {
        if (!(error instanceof HttpError)) throw error;
        return errorResponse(error, environ).send(environ, startResponse);
      };
      let found: User | Promise<User>;
      try {
        found = find(environ);
      } catch (error) {
        return refuse(error);
      }
      return isPromiseLike(found) ? found.then(enter, refuse) : enter(found);
    });
}
