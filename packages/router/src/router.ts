/** A router, as its users see it. */
import type { View, ViewOptions } from '@tsgi/http';
import type { Application, Environ, Routed, RouteInfo, routesOf } from '@tsgi/protocol';
import type { CheckedPattern, Params, PatternProblem } from './params.ts';
import type { Route } from './route.ts';

/**
 * An application made of views. Routes may be registered in any order; those that are in each other's way throw a
 * `RouteError` at once.
 */
export interface Router<E extends Environ = Environ, C = {}> extends Routed {
  (...call: Parameters<Application<E>>): ReturnType<Application<E>>;
  /** Answers GET, and HEAD unless that has a view of its own. */
  readonly get: Register<E, C>;
  readonly post: Register<E, C>;
  readonly put: Register<E, C>;
  readonly patch: Register<E, C>;
  readonly delete: Register<E, C>;
  /** Answers every method that has no view of its own. */
  readonly all: Register<E, C>;
  /** Answers the methods that are named. @throws RouteError `method-invalid` */
  readonly on: <const R extends string | Route>(
    methods: string | readonly string[],
    route: R & CheckedRoute<R, C>,
    view: View<E, ParamsOf<R, C>>,
    options?: ViewOptions,
  ) => void;
  /**
   * Hands every request below a prefix that no route here answers to any application: `SCRIPT_NAME` grows by the prefix and
   * `PATH_INFO` loses it, on a copy of the environ. At `'/'` it gets what nothing else answers.
   * @param prefix text alone, without a slash at its end
   * @throws RouteError `mount-invalid`
   */
  readonly mount: (prefix: string, application: Application<E> & Routed) => void;
  /** Every route: methods, pattern, name and place, in the order of registration; those of mounts where they stand. */
  readonly routes: () => readonly RouteInfo[];
  readonly [routesOf]: () => readonly RouteInfo[];
}

/** Registers a view under a route. */
export type Register<E extends Environ, C> = <const R extends string | Route>(
  route: R & CheckedRoute<R, C>,
  view: View<E, ParamsOf<R, C>>,
  options?: ViewOptions,
) => void;

/** The parameters of a route, or of a pattern, as its views get them. */
export type ParamsOf<R, C = {}> = R extends string ? Params<R, C> : R extends Route<infer T> ? T : never;

/** `unknown` for a route; in the place of a pattern that is wrong, what is wrong with it. */
export type CheckedRoute<R, C = {}> = R extends string
  ? CheckedPattern<R, C> extends PatternProblem<string>
    ? CheckedPattern<R, C>
    : unknown
  : unknown;
