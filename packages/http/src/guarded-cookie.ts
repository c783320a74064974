/** A cookie of a package's own, named so that no other host can set it. */
import type { Environ } from '@tsgi/protocol';
import { RequestCookies } from './request-cookies.ts';
import { type CookieOptions, formatDeletion, formatSetCookie } from './set-cookie.ts';

/** Attributes of a {@link GuardedCookie}. */
export type GuardedCookieOptions = Pick<CookieOptions, 'path' | 'domain' | 'sameSite' | 'partitioned'>;

/**
 * Reads and writes a cookie that is `Secure` on https, where its name has the prefix `__Host-`, or `__Secure-` if it has
 * a path or a domain: then no other host of the domain can plant it, nor can anybody over http (RFC 6265bis §4.1.3).
 */
export class GuardedCookie {
  /** Its name on http. */
  readonly name: string;
  readonly #options: GuardedCookieOptions;

  /** @throws UsageError `cookie-invalid` or `cookie-insecure` */
  constructor(name: string, options: GuardedCookieOptions = {}) {
    this.name = name;
    this.#options = options;
    formatSetCookie(name, 'x', { ...options, secure: true });
  }

  /** What the client sent, whoever made it. */
  read(environ: Environ): string | undefined {
    const header = environ.HTTP_COOKIE;
    return header === undefined ? undefined : new RequestCookies(header).get(this.#fullName(environ));
  }

  /**
   * The value of a `Set-Cookie` header.
   * @param maxAge seconds; left out for a cookie that goes when the browser closes
   * @throws UsageError `cookie-too-large`
   */
  format(environ: Environ, value: string, maxAge?: number): string {
    const options = { ...this.#options, secure: isSecure(environ), ...(maxAge === undefined ? {} : { maxAge }) };
    return formatSetCookie(this.#fullName(environ), value, options);
  }

  /** The `Set-Cookie` value that deletes it. */
  formatDeletion(environ: Environ): string {
    return formatDeletion(this.#fullName(environ), { ...this.#options, secure: isSecure(environ) });
  }

  #fullName(environ: Environ): string {
    if (!isSecure(environ)) return this.name;
    const { path = '/', domain } = this.#options;
    return `${path === '/' && domain === undefined ? '__Host-' : '__Secure-'}${this.name}`;
  }
}

function isSecure(environ: Environ): boolean {
  return environ['tsgi.url_scheme'] === 'https';
}
