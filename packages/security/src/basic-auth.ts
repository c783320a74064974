/** `basicAuth`: a name and a password with every request (RFC 7617). Over https only: they are not even hidden. */
import { randomUUID } from 'node:crypto';
import { type HttpError, HttpRequest, unauthorized } from '@tsgi/http';
import { isPromiseLike, type Middleware } from '@tsgi/protocol';
import { authenticate } from './authenticate.ts';
import { type AuthEnviron, credentialsOf, quoted } from './challenge.ts';
import { isSameSecret } from './same-secret.ts';

export type { AuthEnviron } from './challenge.ts';

/** What a client says who it is. */
export interface BasicCredentials {
  readonly name: string;
  readonly password: string;
}

/** Options of {@link basicAuth}. */
export interface BasicAuthOptions<User> {
  /** What the browser shows to whom it asks; ASCII. */
  readonly realm: string;
  /** Gives the user, or `undefined` for who is none. Asked at every request; an `HttpError` it throws is the answer. */
  readonly verify: (
    credentials: BasicCredentials,
    request: HttpRequest,
  ) => User | undefined | Promise<User | undefined>;
}

/**
 * Lets in whom `verify` knows, as `tsgi.auth` and in `exchange.facts.user`; asks everybody else (401), also who sends
 * what cannot be read. Texts are UTF-8.
 * @throws SecurityError `options-invalid`
 */
export function basicAuth<User>({ realm, verify }: BasicAuthOptions<User>): Middleware<AuthEnviron<User>> {
  const challenge = `Basic ${quoted('realm', realm)}, charset="UTF-8"`;
  return authenticate((environ) => {
    const credentials = parseCredentials(environ.HTTP_AUTHORIZATION);
    if (credentials === undefined) throw refusal(challenge);
    const admit = (user: User | undefined): User => {
      if (user === undefined) throw refusal(challenge);
      environ['tsgi.exchange'].facts.user = credentials.name;
      return user;
    };
    const found = verify(credentials, new HttpRequest(environ));
    return isPromiseLike(found) ? found.then(admit) : admit(found);
  });
}

/**
 * A `verify` for users that are written down: a staging site, a page for those who run it. Takes the same time for a
 * name that is none.
 * @param users passwords by name
 */
export function fixedUsers(
  users: Readonly<Record<string, string>>,
): (credentials: BasicCredentials) => { readonly name: string } | undefined {
  const passwords = new Map(Object.entries(users));
  const nobody = randomUUID();
  return ({ name, password }) => (isSameSecret(password, passwords.get(name) ?? nobody) ? { name } : undefined);
}

/** RFC 7617 §2: base64 of the name, a colon, and the password, which may have colons of its own. */
function parseCredentials(header: string | undefined): BasicCredentials | undefined {
  const credentials = credentialsOf(header, 'basic');
  if (credentials.kind !== 'given') return undefined;
  const bytes = Buffer.from(credentials.token, 'base64');
  // Decoding forgives; there is one spelling for each.
  if (bytes.toString('base64') !== credentials.token) return undefined;
  const text = decode(bytes);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon === -1 || CONTROL.test(text)) return undefined;
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

// RFC 7617 §2 forbids them.
const CONTROL = /[\u0000-\u001f\u007f]/;

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refusal(challenge: string): HttpError {
  return unauthorized(challenge, { message: 'This needs a name and a password' });
}
