/**
 * The router: an application that finds the view for a request's path and method, and answers itself where there is
 * none (404, 405, `OPTIONS`, a slash too many or too few).
 */
import { HttpRequest, runView } from '@tsgi/http';
import { type Application, type Environ, routesOf, shiftPath } from '@tsgi/protocol';
import { answerMiss } from './answer-miss.ts';
import type { Converters } from './converter.ts';
import { enter, handOn } from './mount-point.ts';
import type { TrailingSlash } from './route-search.ts';
import { RouteTable } from './route-table.ts';
import type { Register, Router } from './router.ts';
import { checkConverters } from './safe-pattern.ts';

/** Options of {@link createRouter}. */
export interface RouterOptions<C extends Converters = {}> {
  /**
   * What a path means that differs from a route by a slash at its end.
   * - `'redirect'`: a GET or HEAD is sent to the route (308) when there is one; anything else is a 404.
   * - `'strict'`: another path.
   * - `'ignore'`: the same path.
   * @default 'redirect'
   */
  readonly trailingSlash?: TrailingSlash;
  /**
   * Converters of your own, for patterns that are given to the router as text. Routes bring their own along.
   * @default none
   */
  readonly converters?: C;
}

/**
 * Makes a router without routes. `E` is the environ that its views read.
 * @throws RouteError `converter-unsafe` or `converter-unknown`
 */
export function createRouter<E extends Environ = Environ, C extends Converters = {}>(
  options: RouterOptions<C> = {},
): Router<E, C> {
  const { trailingSlash = 'redirect', converters = {} } = options;
  checkConverters(converters);
  const table = new RouteTable<E>(converters);

  function registering(method: string): Register<E, C> {
    const registrar: Register<E, C> = (route, view, viewOptions) =>
      table.register([method], route, view, viewOptions, registrar);
    return registrar;
  }

  const on: Router<E, C>['on'] = (methods, route, view, viewOptions) =>
    table.register(typeof methods === 'string' ? [methods] : methods, route, view, viewOptions, on);

  return Object.assign(dispatcher(table, trailingSlash), {
    get: registering('GET'),
    post: registering('POST'),
    put: registering('PUT'),
    patch: registering('PATCH'),
    delete: registering('DELETE'),
    all: registering('*'),
    on,
    mount: table.mount.bind(table),
    routes: table.routes,
    [routesOf]: table.routes,
  });
}

/** The application that a table amounts to. */
function dispatcher<E extends Environ>(
  { tree, point, routes }: RouteTable<E>,
  trailingSlash: TrailingSlash,
): Application<E> {
  return (environ, startResponse) => {
    enter(environ, point);
    const found = tree.find(environ.REQUEST_METHOD, environ.PATH_INFO, trailingSlash);
    switch (found.kind) {
      case 'view': {
        const { view, pattern, names, limits } = found.view;
        environ['tsgi.exchange'].facts.route = environ.SCRIPT_NAME + pattern;
        return runView(view, new HttpRequest(environ, limits), paramsOf(names, found.values), startResponse);
      }
      case 'mounted': {
        const inner = found.prefix === '' ? environ : (shiftPath(environ, found.prefix) ?? environ);
        return found.mounted(handOn(inner, environ, point), startResponse);
      }
      case 'none':
        environ['tsgi.exchange'].facts['router.routes'] = routes;
        return answerMiss(found, routes, trailingSlash === 'redirect')(environ, startResponse);
    }
  };
}

function paramsOf(names: readonly string[], values: readonly unknown[]): Readonly<Record<string, unknown>> {
  const params: Record<string, unknown> = {};
  for (let index = 0; index < values.length; index++) params[names[index] ?? ''] = values[index];
  return params;
}
