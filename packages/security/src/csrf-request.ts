/** What CSRF protection knows of one request: its secret, and what is still to be checked. */
import { randomBytes } from 'node:crypto';
import { type ContextProcessor, type HttpRequest, type Markup, markup } from '@tsgi/http';
import { addListItem, appendHeader, type BegunResponse, type Environ, provided, statusCode } from '@tsgi/protocol';
import type { CsrfCookie } from './csrf-cookie.ts';
import { type CsrfReason, csrfFailure } from './csrf-reason.ts';
import { isTokenOf, maskSecret, SECRET_BYTES } from './csrf-token.ts';
import { SecurityError } from './security-error.ts';

/** What `csrf` provides. Made for `csrfToken`, `csrfContext` and `assertCsrf`. */
export interface CsrfEnviron {
  'tsgi.csrf': CsrfState;
}

/** What `csrf` keeps of a request. */
export interface CsrfState {
  /** A token for one rendering. */
  token(): string;
  /** Throws unless the request was checked, or this is its token. */
  assert(token: string | undefined): void;
}

/** The field of a form that carries the token. */
export const CSRF_FIELD = 'csrf_token';

/**
 * A token for a form (in the field `csrf_token`) or a script (in the header `X-CSRF-Token`). Each call gives another
 * one, and all of them are good. The first one of a visitor sets a cookie.
 * @throws SecurityError `head-sent`; ContractError `not-provided`
 */
export function csrfToken(request: HttpRequest<Environ & CsrfEnviron>): string {
  return provided(request.environ, 'tsgi.csrf', 'csrf(...)').token();
}

/**
 * Checks a request to a path of `checkedByView` by the token of its form, before anything is done for it. Does nothing
 * when the browser has said that the request comes from this site.
 * @throws HttpError `csrf-failed` (403); ContractError `not-provided`
 */
export function assertCsrf(request: HttpRequest<Environ & CsrfEnviron>, token: string | undefined): void {
  provided(request.environ, 'tsgi.csrf', 'csrf(...)').assert(token);
}

/** Gives templates `csrfField()`, the hidden field for a form, and `csrfToken()`, the token alone. */
export const csrfContext: ContextProcessor<
  Environ & CsrfEnviron,
  { readonly csrfToken: () => string; readonly csrfField: () => Markup }
> = (request) => ({
  csrfToken: () => csrfToken(request),
  csrfField: () => markup(`<input type="hidden" name="${CSRF_FIELD}" value="${csrfToken(request)}">`),
});

/** The state of one request. */
export class CsrfRequest implements CsrfState {
  readonly #environ: Environ;
  readonly #cookie: CsrfCookie;
  readonly #isExplained: boolean;
  #secret: Uint8Array | undefined;
  #isFresh = false;
  #isUsed = false;
  #isSent = false;
  #isUnchecked = false;

  constructor(environ: Environ, cookie: CsrfCookie, isExplained: boolean) {
    this.#environ = environ;
    this.#cookie = cookie;
    this.#isExplained = isExplained;
  }

  token(): string {
    if (this.#isSent && !this.#isUsed) {
      throw new SecurityError('head-sent', 'A CSRF token is made before the head of the response goes out');
    }
    this.#isUsed = true;
    return maskSecret(this.#current() ?? this.#renew());
  }

  assert(token: string | undefined): void {
    if (!this.#isUnchecked) return;
    const reason = this.failureOf(token);
    if (reason !== undefined) throw this.refuse(reason);
    this.#isUnchecked = false;
  }

  /** Leaves the check to the view. */
  defer(): void {
    this.#isUnchecked = true;
  }

  /** What is wrong with a token; `undefined` when it is right. */
  failureOf(token: string | undefined): CsrfReason | undefined {
    const secret = this.#current();
    if (secret === undefined) return 'cookie-missing';
    if (token === undefined || token === '') return 'token-missing';
    return isTokenOf(secret, token) ? undefined : 'token-wrong';
  }

  /** The error that answers, also left for logs. */
  refuse(reason: CsrfReason): ReturnType<typeof csrfFailure> {
    this.#environ['tsgi.exchange'].facts['csrf.reason'] = reason;
    return csrfFailure(reason, this.#isExplained);
  }

  /** The user has changed: what the one before had in hand is worth nothing to the next. */
  rotate(): void {
    if (this.#current() !== undefined) this.#renew();
  }

  /** The response with the cookie that its tokens need. */
  commit(response: BegunResponse): BegunResponse {
    this.#isSent = true;
    if (this.#isUnchecked && statusCode(response.status) < 400) {
      throw new SecurityError('csrf-unchecked', `${this.#environ.PATH_INFO} was answered without a call of assertCsrf`);
    }
    if (!this.#isUsed && !this.#isFresh) return response;
    const headers = addListItem(response.headers, 'Vary', 'Cookie');
    if (!this.#isFresh || this.#secret === undefined) return { ...response, headers };
    const cookie = this.#cookie.format(this.#environ, this.#secret);
    return { ...response, headers: appendHeader(headers, 'Set-Cookie', cookie) };
  }

  #current(): Uint8Array | undefined {
    return (this.#secret ??= this.#cookie.read(this.#environ));
  }

  #renew(): Uint8Array {
    this.#isFresh = true;
    return (this.#secret = randomBytes(SECRET_BYTES));
  }
}
