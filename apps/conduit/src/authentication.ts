/** Who asks: the user that the token in `Authorization: Token ...` names. */
import { HttpError, type HttpRequest } from '@tsgi/http';
import { type Environ, type Middleware, provide } from '@tsgi/protocol';
import type { Database } from './models/database.ts';
import { type User, userById } from './models/users.ts';
import type { Tokens } from './tokens.ts';

/** What {@link authentication} provides. */
export interface ViewerEnviron {
  /** Finds the user once a request; `undefined` when there is no token. Rejects with 401 when it is not valid. */
  'conduit.viewer': () => Promise<Viewer | undefined>;
}

/** A request to this application. */
export type ConduitRequest = HttpRequest<Environ & ViewerEnviron>;

/** The user who asks, with the token that says so. */
export interface Viewer {
  readonly user: User;
  readonly token: string;
}

/** Finds out who asks, when a view wants to know. */
export function authentication(database: Database, tokens: Tokens): Middleware<ViewerEnviron> {
  return (app) => (environ, startResponse) => {
    let viewer: Promise<Viewer | undefined> | undefined;
    const find = () => (viewer ??= findViewer(environ, database, tokens));
    return app(provide(environ, { 'conduit.viewer': find }), startResponse);
  };
}

/** Who asks, for views that anybody may see. */
export function viewerOf(request: ConduitRequest): Promise<Viewer | undefined> {
  return request.environ['conduit.viewer']();
}

/** Who asks, for views that need nobody: a token that is not valid is none. */
export async function viewerIfKnown(request: ConduitRequest): Promise<Viewer | undefined> {
  try {
    return await viewerOf(request);
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) return undefined;
    throw error;
  }
}

/** Who asks, for views that need somebody. @throws HttpError 401 */
export async function requireViewer(request: ConduitRequest): Promise<Viewer> {
  const viewer = await viewerOf(request);
  if (viewer === undefined) throw unauthorized('missing authorization credentials');
  return viewer;
}

/** 401, with the challenge that RFC 9110 §15.5.2 asks for. */
export function unauthorized(message: string): HttpError {
  return new HttpError(401, { message, headers: [['WWW-Authenticate', 'Token']] });
}

async function findViewer(environ: Environ, database: Database, tokens: Tokens): Promise<Viewer | undefined> {
  const { HTTP_AUTHORIZATION: credentials } = environ;
  if (credentials === undefined) return undefined;
  const [, token] = /^Token +([A-Za-z0-9._-]+)$/i.exec(credentials) ?? [];
  const id = token === undefined ? undefined : await tokens.verify(token);
  const user = id === undefined ? undefined : await userById(database, id);
  if (token === undefined || user === undefined) throw unauthorized('the token is not valid');
  environ['tsgi.exchange'].facts.user = user.username;
  return { user, token };
}
