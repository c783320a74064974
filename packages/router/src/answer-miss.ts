/** What a router answers by itself: where there is no view for a path, or none for the method. */
import { errorResponse, HttpResponse, methodNotAllowed, notFound, redirect } from '@tsgi/http';
import type { Application, Environ, RouteInfo } from '@tsgi/protocol';

/**
 * The answer to a request that has no view.
 * @param miss the views that the path has, by method, and whether there is one at the path with the other ending
 * @param routes for `OPTIONS *`, which asks what there is at all (RFC 9110 §9.3.7)
 */
export function answerMiss(
  miss: { readonly met: readonly ReadonlyMap<string, unknown>[]; readonly otherSlash: boolean },
  routes: () => readonly RouteInfo[],
  redirectSlash: boolean,
): Application {
  return (environ, startResponse) => responseFor(miss, routes, redirectSlash, environ).send(environ, startResponse);
}

function responseFor(
  { met, otherSlash }: Parameters<typeof answerMiss>[0],
  routes: () => readonly RouteInfo[],
  redirectSlash: boolean,
  environ: Environ,
): HttpResponse {
  const { REQUEST_METHOD: method, PATH_INFO: path } = environ;
  if (path === '*') return options(routes().flatMap(({ methods }) => methods));
  if (redirectSlash && otherSlash && (method === 'GET' || method === 'HEAD')) return redirectToOther(environ);
  if (met.length === 0) return errorResponse(notFound(), environ);
  const allowed = met.flatMap((views) => [...views.keys()]);
  if (method === 'OPTIONS') return options(allowed);
  return errorResponse(methodNotAllowed(allowList(allowed)), environ);
}

/** RFC 9110 §9.3.7, §15.3.5: what may be asked, and no content. */
function options(methods: readonly string[]): HttpResponse {
  return new HttpResponse([], { status: 204, headers: { Allow: allowList(methods).join(', ') } });
}

function allowList(methods: readonly string[]): readonly string[] {
  const allowed = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
  allowed.delete('*');
  return [...allowed].sort();
}

/**
 * To the same path with a slash at its end, or without. Never to another host: no route matches an empty segment, so
 * that the path cannot begin with two slashes. A backslash, which browsers take for a slash, may stand in the query.
 */
function redirectToOther({ SCRIPT_NAME, PATH_INFO, QUERY_STRING }: Environ): HttpResponse {
  const path = SCRIPT_NAME + (PATH_INFO.endsWith('/') ? PATH_INFO.slice(0, -1) : `${PATH_INFO}/`);
  const query = QUERY_STRING === '' ? '' : `?${QUERY_STRING.replaceAll('\\', '%5C')}`;
  return redirect((path === '' ? '/' : path) + query, { status: 308 });
}
