export type { Application, StartResponse, Write } from './application.ts';
export { beginResponse } from './begin-response.ts';
export type { Alternative, BegunResponse } from './begun-response.ts';
export {
  assertBody,
  discardBody,
  type FileBody,
  fileOf,
  isArrayBody,
  isFileBody,
  isPromiseLike,
  isSyncBody,
} from './body.ts';
export { type Checked, type Composed, compose } from './compose.ts';
export { type ContractCode, ContractError } from './contract-error.ts';
export { describeError } from './describe-error.ts';
export type { Environ, ErrorStream, FileLike, FileWrapper, InputStream } from './environ.ts';
export type { Exchange, Facts, Finish, UpgradeHandler, UpgradeOptions } from './exchange.ts';
export { assertHead } from './head.ts';
export type { HeaderList } from './header-list.ts';
export { addListItem, appendHeader, getHeader, getHeaders, removeHeader, setHeader } from './header-list.ts';
export { isHopByHop } from './hop-by-hop.ts';
export { type InputError, isInputError } from './input-error.ts';
export type { Agree, Middleware, Shared, Without } from './middleware.ts';
export { type CommitHook, onCommit } from './on-commit.ts';
export { canonicalPath, shiftPath } from './path.ts';
export { provide, provided } from './provide.ts';
export type { ResponseBody } from './response-body.ts';
export { forwardRoutes, type Routed, type RouteInfo, routesBelow, routesOf } from './routes.ts';
export { mayHaveBody, status, statusCode } from './status.ts';
export { applicationUrl, requestUrl } from './url.ts';
export { type BodyWrapping, wrapBody } from './wrap-body.ts';
