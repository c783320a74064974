export type { BuiltInConverters, Converter, Converters } from './converter.ts';
export { createRouter, type RouterOptions } from './create-router.ts';
export type { CheckedPattern, Params, PatternProblem } from './params.ts';
export {
  type CheckedTree,
  type DefineRoutesOptions,
  defineRoutes,
  type Route,
  type Routes,
  type RouteTree,
} from './route.ts';
export { RouteError, type RouteErrorCode } from './route-error.ts';
export type { TrailingSlash } from './route-search.ts';
export type { CheckedRoute, ParamsOf, Register, Router } from './router.ts';
export { pathFor, type QueryValue, type UrlArguments, type UrlOptions, urlFor } from './url-for.ts';
export { type NamedUrl, urls } from './urls.ts';
