/**
 * Where routers stand below each other, so that a URL can be built from anywhere: each router has a point, which knows
 * the points above it and at what prefix. A request remembers at which point it entered.
 */
import type { Environ, RouteInfo } from '@tsgi/protocol';
import type { Route } from './route.ts';

/** The place of one router. */
export class MountPoint {
  readonly #above: { readonly point: MountPoint; readonly prefix: string }[] = [];

  attach(point: MountPoint, prefix: string): void {
    this.#above.push({ point, prefix });
  }

  /** Whether this is that point, or the top where none is named. */
  isRoot(point: MountPoint | undefined): boolean {
    return this === point || (point === undefined && this.#above.length === 0);
  }

  /**
   * The prefixes under which this point is found from another one above it, or from the top where none is named.
   * Empty when it does not stand below that.
   */
  prefixes(from: MountPoint | undefined): readonly string[] {
    if (this.isRoot(from)) return [''];
    return this.#above.flatMap(({ point, prefix }) => point.prefixes(from).map((front) => front + prefix));
  }
}

/** What a router hands on to one that is mounted below it. */
export interface RouterEnviron {
  /** Where the request entered the routers, and its `SCRIPT_NAME` there. */
  'tsgi.router'?: RouterRoot;
}

/** The outermost router of a request, as far as they know of each other. */
export interface RouterRoot {
  readonly scriptName: string;
  /** `undefined` in a request that no router has handed on. */
  readonly point: MountPoint | undefined;
}

/** Where a request entered. */
export function rootOf(environ: Environ & RouterEnviron): RouterRoot {
  return environ['tsgi.router'] ?? { scriptName: environ.SCRIPT_NAME, point: undefined };
}

/**
 * A router takes a request. One that another router handed on, which knows nothing of this one (something stands between
 * them that hides it), enters the routers here again.
 */
export function enter(environ: Environ & RouterEnviron, point: MountPoint): void {
  const root = environ['tsgi.router'];
  if (root !== undefined && point.prefixes(root.point).length === 0) {
    environ['tsgi.router'] = { scriptName: environ.SCRIPT_NAME, point };
  }
}

/** A router hands a request on: `inner` is the environ for what it mounts. */
export function handOn<E extends Environ>(inner: E & RouterEnviron, outer: Environ, point: MountPoint): E {
  inner['tsgi.router'] ??= { scriptName: outer.SCRIPT_NAME, point };
  return inner;
}

/** Which routers answer a route. */
export const answering: WeakMap<Route, readonly MountPoint[]> = new WeakMap();

/** The point of the router whose list of routes this is: how a router is found inside of the middleware around it. */
export const pointsByList: WeakMap<() => readonly RouteInfo[], MountPoint> = new WeakMap();
