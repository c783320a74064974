/** Who has signed in, for every page; and the guard of the part that is for editors only. */
import { HttpRequest, redirect } from '@tsgi/http';
import type { Middleware } from '@tsgi/protocol';
import { urlFor } from '@tsgi/router';
import { type SessionEnviron, session } from '@tsgi/sessions';
import type { Database } from './models/database.ts';
import { type Editor, editorById } from './models/editors.ts';
import { routes } from './routes.ts';
import type { PollsSession, VisitorRequest } from './session.ts';

/** The editor who has signed in. */
export async function editorOf(request: VisitorRequest, database: Database): Promise<Editor | undefined> {
  const id = (await session(request)).get('editor');
  return id === undefined ? undefined : editorById(database, id);
}

/** Sends everybody else to the page for signing in, and back from there. */
export function editorsOnly(database: Database): Middleware<{}, SessionEnviron<PollsSession>> {
  return (app) => async (environ, startResponse) => {
    const request = new HttpRequest(environ);
    const editor = await editorOf(request, database);
    if (editor !== undefined) {
      environ['tsgi.exchange'].facts.user = editor.name;
      return app(environ, startResponse);
    }
    const next = request.method === 'GET' ? request.scriptName + request.path : undefined;
    const signIn = urlFor(request, routes.signIn, {}, { query: { next } });
    return redirect(signIn).send(environ, startResponse);
  };
}
