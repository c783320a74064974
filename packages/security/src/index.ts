export { allowedHosts } from './allowed-hosts.ts';
export { type AuthEnviron, type BasicAuthOptions, type BasicCredentials, basicAuth, fixedUsers } from './basic-auth.ts';
export { type BearerAuthOptions, bearerAuth, insufficientScope, isSameSecret } from './bearer-auth.ts';
export { type CorsOptions, cors } from './cors.ts';
export {
  assertCsrf,
  type CsrfEnviron,
  type CsrfOptions,
  type CsrfState,
  csrf,
  csrfContext,
  csrfToken,
} from './csrf.ts';
export { type HttpsOnlyOptions, httpsOnly } from './https-only.ts';
export { networkOf } from './network-of.ts';
export type { OriginRule } from './origin-list.ts';
export { type RateLimitOptions, type RateLimitRedis, rateLimit } from './rate-limit.ts';
export { type SecurityCode, SecurityError } from './security-error.ts';
export {
  type CspDirectives,
  changeSecurityHeaders,
  cspContext,
  cspNonce,
  type ResponsePolicy,
  type SecurityHeadersEnviron,
  type SecurityHeadersOptions,
  securityHeaders,
} from './security-headers.ts';
