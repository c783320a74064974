/**
 * How a tool finds the routes inside a stack: an application that has routes carries a function under one symbol, and
 * `compose` and mounts pass that function on.
 */

/** Where an application carries the function that lists its routes: `Symbol.for('tsgi.routes')`. */
export const routesOf: unique symbol = Symbol.for('tsgi.routes');

/** One route, for people and tools to read. */
export interface RouteInfo {
  /** The methods it answers, `'*'` for every one. */
  readonly methods: readonly string[];
  /** Its pattern, with the prefixes of the mounts above it; `/*` at its end is an application that lists no routes. */
  readonly pattern: string;
  /** Its name, when it has one. */
  readonly name?: string;
  /** Where it was registered: a file, line and column. */
  readonly registeredAt?: string;
}

/** Something that may carry routes. Any application is one. */
export interface Routed {
  readonly [routesOf]?: () => readonly RouteInfo[];
}

/** Has `outer` list the routes of `inner`, the application it wraps, if there are any. Gives back `outer`. */
export function forwardRoutes<Outer extends object>(inner: object & Routed, outer: Outer): Outer {
  const list = inner[routesOf];
  return list === undefined ? outer : Object.assign(outer, { [routesOf]: list });
}

/** The routes of an application that is mounted at a prefix; of one that lists none, that it has all below it. */
export function routesBelow(prefix: string, application: Routed): readonly RouteInfo[] {
  const list = application[routesOf];
  if (list === undefined) return [{ methods: ['*'], pattern: `${prefix}/*` }];
  return list().map((route) => ({ ...route, pattern: prefix + route.pattern }));
}
