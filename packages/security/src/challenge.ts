/** What an `Authorization` header holds, and the challenge that asks for one (RFC 9110 §11). */
import { SecurityError } from './security-error.ts';

/** What authentication provides: who makes the request, as the application's `verify` has said. */
export interface AuthEnviron<User> {
  'tsgi.auth': User;
}

/**
 * The token68 of credentials of one scheme (RFC 9110 §11.4): `'none'` where there are no credentials of it, and
 * `'malformed'` where what follows the scheme is none.
 */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'given'; readonly token: string };

/** Reads the credentials of a scheme, whose name is compared without regard to case. */
export function credentialsOf(header: string | undefined, scheme: string): Credentials {
  const [, given, rest] = /^([^ ]*)(?: +(.*))?$/.exec(header ?? '') ?? [];
  if (given?.toLowerCase() !== scheme) return { kind: 'none' };
  return rest !== undefined && TOKEN68.test(rest) ? { kind: 'given', token: rest } : { kind: 'malformed' };
}

const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * A parameter of a challenge, quoted.
 * @throws SecurityError `options-invalid` for text that no header may hold
 */
export function quoted(name: string, value: string): string {
  if (!/^[ -~]*$/.test(value)) {
    throw new SecurityError(
      'options-invalid',
      `${JSON.stringify(value)} cannot be the ${name} of a challenge: it is not ASCII`,
    );
  }
  return `${name}="${value.replace(/["\\]/g, '\\$&')}"`;
}
