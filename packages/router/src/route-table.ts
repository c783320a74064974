/** What is registered with one router: its views and mounts, and the list of them. */
import type { View, ViewOptions } from '@tsgi/http';
import { type Application, type Environ, type Routed, type RouteInfo, routesBelow, routesOf } from '@tsgi/protocol';
import type { Converters } from './converter.ts';
import { answering, MountPoint, pointsByList } from './mount-point.ts';
import { parsePattern } from './pattern.ts';
import { registrationSite } from './registration-site.ts';
import { createRoute, patternOf, type Route } from './route.ts';
import { RouteError } from './route-error.ts';
import { RouteTree } from './route-tree.ts';

/** A view under a route. */
export interface RoutedView<E extends Environ> {
  readonly pattern: string;
  /** The names of the parameters, from left to right. */
  readonly names: readonly string[];
  readonly view: View<E, Readonly<Record<string, unknown>>>;
  readonly limits: ViewOptions['limits'];
}

export class RouteTable<E extends Environ> {
  readonly tree: RouteTree<RoutedView<E>, Application<E>> = new RouteTree();
  readonly point: MountPoint = new MountPoint();
  readonly routes: () => readonly RouteInfo[] = () => this.#lists.flatMap((list) => list());
  readonly #lists: (() => readonly RouteInfo[])[] = [];
  readonly #converters: Converters;

  constructor(converters: Converters) {
    this.#converters = converters;
    pointsByList.set(this.routes, this.point);
  }

  /** @param registrar the function that the user called, so that the place of the call is known */
  register(
    methods: readonly string[],
    like: string | Route,
    view: View<E, never>,
    options: ViewOptions | undefined,
    registrar: CallableFunction,
  ): void {
    const route = typeof like === 'string' ? createRoute(like, undefined, this.#converters) : like;
    const pattern = patternOf(route);
    const names = pattern.segments.flatMap((segment) => (segment.kind === 'static' ? [] : [segment.name]));
    const routed: RoutedView<E> = { pattern: route.pattern, names, view: asView(view), limits: options?.limits };
    for (const method of methods) this.tree.add(pattern, checkMethod(method), routed);
    answering.set(route, [...(answering.get(route) ?? []), this.point]);
    const info = infoOf(route, methods, registrationSite(registrar));
    this.#lists.push(() => [info]);
  }

  /** @throws RouteError `mount-invalid` or `pattern-invalid` */
  mount(prefix: string, application: Application<E> & Routed): void {
    const pattern = parsePattern(prefix === '/' ? '' : prefix, {});
    if (pattern.slash) throw new RouteError('mount-invalid', `The prefix '${prefix}' ends with a slash`);
    const inner = application[routesOf];
    const below = inner === undefined ? undefined : pointsByList.get(inner);
    if (below !== undefined && this.point.prefixes(below).length > 0) {
      throw new RouteError('mount-invalid', `The router at '${prefix}' would be mounted below itself`);
    }
    this.tree.mount(pattern, application);
    const canonical = pattern.segments.map((segment) => (segment.kind === 'static' ? `/${segment.text}` : '')).join('');
    below?.attach(this.point, canonical);
    this.#lists.push(() => routesBelow(canonical, application));
  }
}

/** The types have brought view and pattern together; what the tree finds has the names and values of the pattern. */
function asView<E extends Environ>(view: View<E, never>): RoutedView<E>['view'] {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return view as RoutedView<E>['view'];
}

function checkMethod(method: string): string {
  if (method === '*' || /^[!#$%&'*+.^_`|~0-9A-Z-]+$/.test(method)) return method;
  throw new RouteError('method-invalid', `'${method}' is no method: they are written in capitals`);
}

function infoOf({ pattern, name }: Route, methods: readonly string[], registeredAt: string | undefined): RouteInfo {
  return {
    methods,
    pattern,
    ...(name === undefined ? {} : { name }),
    ...(registeredAt === undefined ? {} : { registeredAt }),
  };
}
