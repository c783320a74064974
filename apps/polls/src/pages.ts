/** The templates, and what every page can name. */
import type { HttpError, HttpRequest, HttpResponse } from '@tsgi/http';
import { html } from '@tsgi/http';
import { urls } from '@tsgi/router';
import { csrfContext } from '@tsgi/security';
import { sessionContext } from '@tsgi/sessions';
import { createTemplates } from '@tsgi/templates';
import { assetUrls } from './assets.ts';
import { editorOf } from './editors-only.ts';
import { languageContext, texts } from './language.ts';
import { type Message, message } from './messages/message.ts';
import type { Database } from './models/database.ts';
import { editorRoutes, routes } from './routes.ts';
import type { VisitorRequest } from './session.ts';

const directories = [new URL('../templates', import.meta.url)];

/** The templates of the site. */
export function createPages(database: Database) {
  const signedIn = async (request: VisitorRequest) => ({ editor: (await editorOf(request, database))?.name });
  return createTemplates({
    directories,
    processors: [urls(routes, editorRoutes), assetUrls, texts, languageContext, csrfContext, sessionContext, signedIn],
    required: ['polls/list.njk', 'polls/show.njk', 'polls/results.njk', 'sign-in.njk'],
  });
}

/** The page for an error. It knows nothing of sessions and editors: they may be what has failed. */
export async function createErrorPage(): Promise<(error: HttpError, request: HttpRequest) => Promise<HttpResponse>> {
  const templates = await createTemplates({
    directories,
    processors: [urls(routes, editorRoutes), assetUrls, texts, languageContext],
    required: ['error.njk'],
  });
  return async (error, request) =>
    html(await templates.renderToString('error.njk', { title: titleOf(error), status: error.status }, request));
}

function titleOf({ status, code }: HttpError): Message {
  if (code === 'poll-closed') return message('The poll is closed');
  return TITLES.get(status) ?? (status < 500 ? message('That did not work') : message('Something is wrong here'));
}

const TITLES: ReadonlyMap<number, Message> = new Map([
  [403, message('That was refused')],
  [404, message('There is nothing here')],
  [413, message('That is too large')],
  [429, message('That was too often: wait a little')],
  [503, message('The site is busy: try again in a moment')],
]);
