/**
 * Writing `Set-Cookie` (RFC 6265bis §4.1): safe unless asked otherwise, and refused where browsers would drop it
 * without a word. The `cookie` library spells it.
 */
import { stringifySetCookie } from 'cookie';
import { UsageError } from './usage-error.ts';

/** The attributes of a cookie. */
export interface CookieOptions {
  /**
   * Seconds until the cookie expires, a whole number.
   * @default a session cookie, gone when the browser closes
   */
  readonly maxAge?: number;
  /**
   * When the cookie expires. `maxAge` wins where both are given.
   * @default a session cookie
   */
  readonly expires?: Date;
  /**
   * The paths it is sent to.
   * @default '/'
   */
  readonly path?: string;
  /**
   * The domain it is sent to, with its subdomains.
   * @default the host that set it, alone
   */
  readonly domain?: string;
  /**
   * Sent over https only.
   * @default true where the cookie needs it (a `__Host-` or `__Secure-` name, `sameSite: 'none'`, `partitioned`),
   *   else false
   */
  readonly secure?: boolean;
  /**
   * Hidden from scripts.
   * @default true
   */
  readonly httpOnly?: boolean;
  /**
   * Whether other sites' requests carry it.
   * @default 'lax'
   */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /**
   * Kept apart for each top-level site (CHIPS).
   * @default false
   */
  readonly partitioned?: boolean;
}

/**
 * The value of a `Set-Cookie` header. The cookie's value is percent-encoded, and decoded again when it is read.
 * @throws UsageError `cookie-invalid`, `cookie-insecure` or `cookie-too-large`
 */
export function formatSetCookie(name: string, value: string, options: CookieOptions = {}): string {
  const cookie = stringify(name, value, options);
  if (cookie.length > SIZE_LIMIT) {
    throw new UsageError(
      'cookie-too-large',
      `The cookie ${name} takes ${cookie.length} bytes; browsers drop one of more than ${SIZE_LIMIT}`,
    );
  }
  return cookie;
}

/**
 * The `Set-Cookie` value that deletes a cookie.
 * @throws UsageError `cookie-invalid` or `cookie-insecure`
 */
export function formatDeletion(name: string, options: CookieOptions = {}): string {
  return stringify(name, '', { ...options, maxAge: 0, expires: new Date(0) });
}

/** Whether two `Set-Cookie` values set one cookie: the same name, domain and path (RFC 6265bis §5.7). */
export function isSameCookie(a: string, b: string): boolean {
  const name = a.slice(0, a.indexOf('=') + 1);
  return b.startsWith(name) && attribute(a, 'path') === attribute(b, 'path') && domain(a) === domain(b);
}

// RFC 6265bis §4.1.1: measured by the sum of name, value and attributes. All of it is ASCII.
const SIZE_LIMIT = 4096;

function stringify(name: string, value: string, options: CookieOptions): string {
  const needed = needsSecure(name, options);
  const { path = '/', httpOnly = true, sameSite = 'lax', secure = needed } = options;
  if (needed && !secure) throw new UsageError('cookie-insecure', `The cookie ${name} needs secure: true`);
  if (/^__Host-/i.test(name) && (path !== '/' || options.domain !== undefined)) {
    throw new UsageError('cookie-insecure', `The cookie ${name} must have the path / and no domain`);
  }
  try {
    return stringifySetCookie(name, value, { ...options, path, httpOnly, sameSite, secure });
  } catch (error) {
    throw new UsageError('cookie-invalid', `The cookie ${JSON.stringify(name)} cannot be sent: ${String(error)}`);
  }
}

/** The prefixes of RFC 6265bis §4.1.3, which browsers compare without regard to case, and two attributes. */
function needsSecure(name: string, options: CookieOptions): boolean {
  return /^__(?:Host|Secure)-/i.test(name) || options.sameSite === 'none' || options.partitioned === true;
}

function domain(cookie: string): string | undefined {
  return attribute(cookie, 'domain')?.toLowerCase();
}

function attribute(cookie: string, name: string): string | undefined {
  const start = `${name}=`;
  const found = cookie
    .split('; ')
    .slice(1)
    .find((part) => part.toLowerCase().startsWith(start));
  return found?.slice(start.length);
}
