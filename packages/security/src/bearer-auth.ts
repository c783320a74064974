/** `bearerAuth`: a token with every request (RFC 6750), in the `Authorization` header and nowhere else. */
import { badRequest, forbidden, type HttpError, HttpRequest, unauthorized } from '@tsgi/http';
import { isPromiseLike, type Middleware } from '@tsgi/protocol';
import { authenticate } from './authenticate.ts';
import { type AuthEnviron, credentialsOf, quoted } from './challenge.ts';

export type { AuthEnviron } from './challenge.ts';
export { isSameSecret } from './same-secret.ts';

/** Options of {@link bearerAuth}. */
export interface BearerAuthOptions<User> {
  /**
   * Gives the user of a token, or `undefined` when it is not valid. Asked at every request; an `HttpError` it throws is
   * the answer. Compare a token that is written down by `isSameSecret`.
   */
  readonly verify: (token: string, request: HttpRequest) => User | undefined | Promise<User | undefined>;
  /**
   * What the tokens are for; ASCII.
   * @default 'api'
   */
  readonly realm?: string;
}

/**
 * Lets in whose token `verify` knows, as `tsgi.auth`. Without a token the answer is 401, with one that is not valid too
 * (`invalid_token`), and with one that cannot be any 400 (`invalid_request`).
 * @throws SecurityError `options-invalid`
 */
export function bearerAuth<User>({ verify, realm = 'api' }: BearerAuthOptions<User>): Middleware<AuthEnviron<User>> {
  const challenge = `Bearer ${quoted('realm', realm)}`;
  return authenticate((environ) => {
    const credentials = credentialsOf(environ.HTTP_AUTHORIZATION, 'bearer');
    if (credentials.kind === 'none') throw unauthorized(challenge, { message: 'This needs a token' });
    if (credentials.kind === 'malformed') throw malformed(challenge);
    const admit = (user: User | undefined): User => {
      if (user === undefined) throw invalid(challenge);
      return user;
    };
    const found = verify(credentials.token, new HttpRequest(environ));
    return isPromiseLike(found) ? found.then(admit) : admit(found);
  });
}

/**
 * 403: the token is good, and not for this. For `verify` and for views.
 * @param scope what it would take; names apart by spaces
 */
export function insufficientScope(scope: string): HttpError {
  return forbidden({
    code: 'insufficient-scope',
    message: 'The token is not for this',
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", ${quoted('scope', scope)}` },
  });
}

/** RFC 6750 §3.1. */
function malformed(challenge: string): HttpError {
  return badRequest({
    code: 'invalid-request',
    message: 'The Authorization header holds no token',
    headers: { 'WWW-Authenticate': `${challenge}, error="invalid_request"` },
  });
}

function invalid(challenge: string): HttpError {
  return unauthorized(`${challenge}, error="invalid_token"`, {
    code: 'invalid-token',
    message: 'The token is not valid',
  });
}
