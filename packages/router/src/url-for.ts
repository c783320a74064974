/** URLs from routes. */
import { HttpRequest } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { convert } from './converter.ts';
import { answering, rootOf } from './mount-point.ts';
import { patternOf, type Route } from './route.ts';
import { RouteError } from './route-error.ts';

/** What a URL has besides its path. */
export interface UrlOptions {
  /**
   * The query. `undefined` leaves a name out, a list repeats it.
   * @default none
   */
  readonly query?: URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  /**
   * The fragment, without `#`.
   * @default none
   */
  readonly fragment?: string;
  /**
   * Whether scheme and host of the request stand in front: for mails, feeds and the like.
   * @default false
   */
  readonly absolute?: boolean;
}

/** A value in a query. */
export type QueryValue = string | number | bigint | boolean | undefined;

/** The parameters of a route, which may be left out when it needs none (`{}` before options), and {@link UrlOptions}. */
export type UrlArguments<T extends object> = [keyof T] extends [never]
  ? readonly [params?: Readonly<Record<string, never>>, options?: UrlOptions]
  : {} extends T
    ? readonly [params?: T, options?: UrlOptions]
    : readonly [params: T, options?: UrlOptions];

/**
 * The URL of a route for the clients of a request: below `SCRIPT_NAME`, and below the prefix at which the route's router
 * is mounted, whether the request is inside of that router or not.
 *
 * @throws RouteError `param-invalid` for a parameter that is missing or that the pattern does not match,
 *   `mounted-twice` when there are several such URLs and the request is below none
 */
export function urlFor<T extends object>(
  request: { readonly environ: Environ },
  route: Route<T>,
  ...[params, options]: UrlArguments<T>
): string {
  return buildUrl(request.environ, route, params, options);
}

/** {@link urlFor} a route whose parameters nobody knows before. */
export function buildUrl(environ: Environ, route: Route, params: object = {}, options: UrlOptions = {}): string {
  const path = prefixOf(environ, route) + pathFor(route, params);
  const relative = (path === '' ? '/' : path) + queryOf(options) + fragmentOf(options);
  return options.absolute === true ? originOf(environ) + relative : relative;
}

/** The path of a route alone, below wherever its router is mounted. @throws RouteError `param-invalid` */
export function pathFor(route: Route, params: object = {}): string {
  const { segments, slash } = patternOf(route);
  let path = '';
  for (const segment of segments) {
    if (segment.kind === 'static') path += `/${segment.text}`;
    else {
      const value = givenValue(params, segment.name);
      if (value === undefined && segment.kind === 'param' && segment.optional) break;
      path += `/${textOf(route, segment, value)}`;
    }
  }
  return slash ? `${path}/` : path;
}

function givenValue(params: object, name: string): unknown {
  return Object.hasOwn(params, name) ? Reflect.get(params, name) : undefined;
}

type ParamSegment = Exclude<ReturnType<typeof patternOf>['segments'][number], { readonly kind: 'static' }>;

function textOf(route: Route, segment: ParamSegment, value: unknown): string {
  if (value === undefined) throw wrong(route, segment.name, 'is missing');
  const text = segment.kind === 'rest' ? value : formatted(route, segment, value);
  if (typeof text !== 'string' || text === '') throw wrong(route, segment.name, 'is no text, or empty');
  if (segment.kind === 'param' && convert(segment.converter, text) === undefined) {
    throw wrong(route, segment.name, `has a value that the pattern does not match: ${JSON.stringify(text)}`);
  }
  const parts = segment.kind === 'rest' ? text.split('/') : [text];
  if (parts.some((part) => part === '' || part === '.' || part === '..') || text.includes('\0')) {
    throw wrong(route, segment.name, `has a value that no path can hold: ${JSON.stringify(text)}`);
  }
  try {
    return parts.map(encodeURIComponent).join('/');
  } catch {
    throw wrong(route, segment.name, 'holds half a character (a lone surrogate)');
  }
}

function formatted(route: Route, segment: ParamSegment & { readonly kind: 'param' }, value: unknown): string {
  try {
    return segment.converter.format(value);
  } catch (error) {
    throw wrong(route, segment.name, `cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function wrong({ pattern }: Route, name: string, why: string): RouteError {
  return new RouteError('param-invalid', `A URL of '${pattern}' cannot be built: ${name} ${why}`);
}

/** Everything in front of the path of a route's own router. */
function prefixOf(environ: Environ, route: Route): string {
  const root = rootOf(environ);
  const points = answering.get(route) ?? [];
  if (points.length === 1 && points[0]?.isRoot(root.point) === true) return root.scriptName;
  const below = points.flatMap((point) => point.prefixes(root.point));
  // A router that nobody above knows of: the request is in it, and it is where it is.
  if (below.length === 0) return environ.SCRIPT_NAME;
  const prefixes = [...new Set(below)].map((prefix) => root.scriptName + prefix);
  const [first = '', ...others] = prefixes;
  if (others.length === 0) return first;
  const around = prefixes.filter((prefix) => `${environ.SCRIPT_NAME}/`.startsWith(`${prefix}/`));
  const [nearest] = around.sort((a, b) => b.length - a.length);
  if (nearest !== undefined) return nearest;
  throw new RouteError('mounted-twice', `'${route.pattern}' is at ${prefixes.join(' and ')}: which one is meant?`);
}

function queryOf({ query }: UrlOptions): string {
  if (query === undefined) return '';
  const search = query instanceof URLSearchParams ? query : new URLSearchParams();
  if (!(query instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function fragmentOf({ fragment }: UrlOptions): string {
  return fragment === undefined || fragment === '' ? '' : `#${encodeURIComponent(fragment)}`;
}

function originOf(environ: Environ): string {
  return new HttpRequest(environ).url.origin;
}
