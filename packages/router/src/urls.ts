/** URLs in templates: `{{ url('polls.detail', { id: poll.id }) }}`. */
import type { Environ } from '@tsgi/protocol';
import { eachRoute, type Route } from './route.ts';
import { RouteError } from './route-error.ts';
import { buildUrl, type UrlOptions } from './url-for.ts';

/** Builds the URL of a route by its name. @throws RouteError `name-unknown` or those of `urlFor` */
export type NamedUrl = (name: string, params?: Readonly<Record<string, unknown>>, options?: UrlOptions) => string;

/**
 * A context processor that gives templates `url(name, params, options)`. Named arguments of a template are parameters:
 * `url('polls.detail', id=3)`.
 * @param sets what `defineRoutes` gave, any number of them
 * @throws RouteError `route-duplicate` when two routes have one name
 */
export function urls(
  ...sets: readonly object[]
): (request: { readonly environ: Environ }) => { readonly url: NamedUrl } {
  const byName = new Map<string, Route>();
  for (const set of sets) {
    eachRoute(set, (route) => {
      const name = route.name ?? '';
      if (byName.has(name)) throw new RouteError('route-duplicate', `Two routes have the name '${name}'`);
      byName.set(name, route);
    });
  }
  return (request) => ({
    url: (name, params, options) =>
      buildUrl(request.environ, byName.get(name) ?? unknownName(name, byName), params, options),
  });
}

function unknownName(name: string, byName: ReadonlyMap<string, Route>): never {
  const wanted = name.toLowerCase();
  const last = wanted.split('.').at(-1) ?? '';
  const near = [...byName.keys()].filter(
    (known) => known.toLowerCase().includes(last) || wanted.includes(known.toLowerCase()),
  );
  const hint = near.length > 0 ? near.join(', ') : [...byName.keys()].join(', ');
  throw new RouteError('name-unknown', `There is no route '${name}'; there is ${hint || 'none at all'}`);
}
