/** `securityHeaders`: what browsers are told to refuse in a site's name. */
import { randomBytes } from 'node:crypto';
import type { ContextProcessor, HttpRequest } from '@tsgi/http';
import {
  addListItem,
  type BegunResponse,
  type Environ,
  forwardRoutes,
  getHeader,
  type HeaderList,
  type Middleware,
  onCommit,
  provide,
  provided,
  statusCode,
} from '@tsgi/protocol';
import { HeaderPolicy, type SecurityHeadersOptions } from './header-policy.ts';
import { SecurityError } from './security-error.ts';

export type { CspDirectives } from './content-security-policy.ts';
export type { SecurityHeadersOptions } from './header-policy.ts';

/** What {@link securityHeaders} provides. Made for {@link cspNonce}, {@link cspContext} and {@link changeSecurityHeaders}. */
export interface SecurityHeadersEnviron {
  'tsgi.security_headers': ResponsePolicy;
}

/** The policy of one response. */
export interface ResponsePolicy {
  /** The nonce of this response. */
  nonce(): string;
  /** Has this response differ. */
  change(options: SecurityHeadersOptions): void;
}

/**
 * Adds the headers to every response that does not have them itself. Made for pages; an API sends them too, where they
 * cost a few bytes and do no harm.
 * @throws SecurityError `options-invalid`
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware<SecurityHeadersEnviron> {
  const policy = new HeaderPolicy(options);
  return (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      const own = new OwnPolicy(environ, policy);
      const inner = provide(environ, { 'tsgi.security_headers': own } satisfies SecurityHeadersEnviron);
      return onCommit(app, inner, startResponse, (response) => own.commit(response));
    });
}

/**
 * The nonce of this response, 144 random bits: `<script nonce="...">`. The first call has the policy allow it, and
 * `Cache-Control: private` sent where the response has none, since a nonce is good once.
 * @throws SecurityError `head-sent`; ContractError `not-provided`
 */
export function cspNonce(request: HttpRequest<Environ & SecurityHeadersEnviron>): string {
  return provided(request.environ, 'tsgi.security_headers', 'securityHeaders(...)').nonce();
}

/**
 * Has the response to this request differ: another source for one page, a page that may be framed. A header that the
 * response sets itself wins over this too.
 * @throws SecurityError `options-invalid` or `head-sent`; ContractError `not-provided`
 */
export function changeSecurityHeaders(
  request: HttpRequest<Environ & SecurityHeadersEnviron>,
  options: SecurityHeadersOptions,
): void {
  provided(request.environ, 'tsgi.security_headers', 'securityHeaders(...)').change(options);
}

/** Gives templates `cspNonce()`: `<script nonce="{{ cspNonce() }}">`. */
export const cspContext: ContextProcessor<Environ & SecurityHeadersEnviron, { readonly cspNonce: () => string }> = (
  request,
) => ({ cspNonce: () => cspNonce(request) });

class OwnPolicy implements ResponsePolicy {
  readonly #environ: Environ;
  #policy: HeaderPolicy;
  #nonce: string | undefined;
  #isSent = false;

  constructor(environ: Environ, policy: HeaderPolicy) {
    this.#environ = environ;
    this.#policy = policy;
  }

  nonce(): string {
    if (this.#nonce === undefined) this.#assertOpen();
    return (this.#nonce ??= randomBytes(18).toString('base64url'));
  }

  change(options: SecurityHeadersOptions): void {
    this.#assertOpen();
    this.#policy = this.#policy.with(options);
  }

  commit(response: BegunResponse): BegunResponse {
    this.#isSent = true;
    const code = statusCode(response.status);
    if (code === 101) return response;
    const { 'tsgi.url_scheme': scheme, SERVER_NAME: name } = this.#environ;
    const isLocal = name === 'localhost' || name.endsWith('.localhost');
    const wanted = this.#policy.headers({ isSecure: scheme === 'https', isLocal, nonce: this.#nonce });
    // A 304 renews the headers of a page in a cache, whose scripts have the nonce of their own time.
    const headers = withMissing(response.headers, code === 304 ? wanted.filter(([each]) => !isPolicy(each)) : wanted);
    if (this.#nonce === undefined || getHeader(headers, 'Cache-Control') !== undefined) return { ...response, headers };
    return { ...response, headers: addListItem(headers, 'Cache-Control', 'private') };
  }

  #assertOpen(): void {
    if (!this.#isSent) return;
    throw new SecurityError('head-sent', 'The policy of a response is settled when its head goes out');
  }
}

function withMissing(headers: HeaderList, wanted: HeaderList): HeaderList {
  const missing = wanted.filter(([name]) => getHeader(headers, name) === undefined);
  return [...headers, ...missing];
}

function isPolicy(name: string): boolean {
  return name.startsWith('Content-Security-Policy');
}
