/** A cookie whose value the client cannot change: its name, its secrets and its attributes in one place. */
import { type Clock, systemClock } from './clock.ts';
import type { HttpResponse } from './http-response.ts';
import type { RequestCookies } from './request-cookies.ts';
import type { CookieOptions } from './set-cookie.ts';
import type { Secrets } from './signing-keys.ts';
import { timedSigner } from './timed-signer.ts';

/** Options of {@link signedCookie}. */
export interface SignedCookieOptions extends Omit<CookieOptions, 'expires'> {
  /** Secrets of 32 bytes or more. Of several the first one signs and all verify. */
  readonly secret: Secrets;
  /**
   * The time that `maxAge` is measured by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** Reads and writes one signed cookie. */
export interface SignedCookie {
  /** Its value; `undefined` when it is absent, was changed, or is older than `maxAge`. */
  get(request: { readonly cookies: RequestCookies }): string | undefined;
  /** Sets it. Gives back the response. */
  set(response: HttpResponse, value: string): HttpResponse;
  /** Has the client forget it. Gives back the response. */
  delete(response: HttpResponse): HttpResponse;
}

/**
 * Makes a {@link SignedCookie}. The signature covers the name, so that the value of one cookie is none for another, and
 * the time, so that `maxAge` holds whatever the client does.
 * @throws UsageError `secret-invalid`
 */
export function signedCookie(name: string, options: SignedCookieOptions): SignedCookie {
  const { secret, clock = systemClock, ...attributes } = options;
  const signer = timedSigner({ secret, clock, purpose: `cookie:${name}` });
  const maxAge = attributes.maxAge ?? Number.POSITIVE_INFINITY;
  return {
    get: ({ cookies }) => {
      const verified = signer.verify(cookies.get(name) ?? '', maxAge);
      return verified.kind === 'valid' ? verified.value : undefined;
    },
    set: (response, value) => response.setCookie(name, signer.sign(value), attributes),
    delete: (response) => response.deleteCookie(name, attributes),
  };
}
