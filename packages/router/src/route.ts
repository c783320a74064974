/** A route as a value: its pattern, its name, and by its type the parameters. URLs are built from it. */
import type { Converters } from './converter.ts';
import type { CheckedPattern, Params, PatternProblem } from './params.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { checkConverters } from './safe-pattern.ts';

/** A route. `T` is the type of its parameters. */
export interface Route<T extends object = object> {
  /** The text that it was made of. */
  readonly pattern: string;
  /** Its place in the object given to {@link defineRoutes}: `'polls.detail'`. */
  readonly name: string | undefined;
  /** Carries the type of the parameters; there is nothing at run time. */
  readonly [paramsOf]?: T;
}

/** What {@link defineRoutes} takes: patterns, under names, in groups. */
export interface RouteTree {
  readonly [name: string]: string | RouteTree;
}

/** What {@link defineRoutes} gives: the same with routes in the place of patterns. */
export type Routes<Tree, C = {}> = {
  readonly [Name in keyof Tree]: Tree[Name] extends string ? Route<Params<Tree[Name], C>> : Routes<Tree[Name], C>;
};

/** `unknown` in the place of each pattern that is right. */
export type CheckedTree<Tree, C = {}> = {
  readonly [Name in keyof Tree]: Tree[Name] extends string
    ? CheckedPattern<Tree[Name], C> extends PatternProblem<string>
      ? CheckedPattern<Tree[Name], C>
      : unknown
    : CheckedTree<Tree[Name], C>;
};

/** Options of {@link defineRoutes}. */
export interface DefineRoutesOptions<C extends Converters = {}> {
  /**
   * Converters of your own, by the names that patterns give them. They win over the built-in ones.
   * @default none
   */
  readonly converters?: C;
}

/**
 * Makes routes of patterns. The names of a group are joined by dots: `'polls.detail'`.
 * @throws RouteError `pattern-invalid`, `converter-unknown` or `converter-unsafe`
 */
export function defineRoutes<const Tree extends RouteTree, C extends Converters = {}>(
  tree: Tree & CheckedTree<Tree, C>,
  options: DefineRoutesOptions<C> = {},
): Routes<Tree, C> {
  const converters = options.converters ?? {};
  checkConverters(converters);
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the same tree, with a route for each text
  return makeRoutes(tree, '', converters) as Routes<Tree, C>;
}

/** A route of a text alone. @throws RouteError as {@link defineRoutes} does */
export function createRoute(pattern: string, name: string | undefined, converters: Converters): Route {
  const route: Route = Object.freeze({ pattern, name });
  read.set(route, parsePattern(pattern, converters));
  return route;
}

/** What a route's pattern was read as. */
export function patternOf(route: Route): Pattern {
  const pattern = read.get(route);
  if (pattern === undefined) throw new TypeError('This is no route: defineRoutes makes them');
  return pattern;
}

/** Calls back with each route of a tree. */
export function eachRoute(routes: object, callback: (route: Route) => void): void {
  for (const value of Object.values<unknown>({ ...routes })) {
    if (isRoute(value)) callback(value);
    else if (typeof value === 'object' && value !== null) eachRoute(value, callback);
  }
}

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && read.has(value);
}

function makeRoutes(tree: RouteTree, prefix: string, converters: Converters): object {
  const entries = Object.entries(tree).map(([key, value]): [string, object] => {
    const name = prefix + key;
    return [
      key,
      typeof value === 'string' ? createRoute(value, name, converters) : makeRoutes(value, `${name}.`, converters),
    ];
  });
  return Object.freeze<object>(Object.fromEntries(entries));
}

const read = new WeakMap<object, Pattern>();

/** The name of the property that carries the type of a route's parameters. */
declare const paramsOf: unique symbol;
