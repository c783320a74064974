// @ts-check
/** The polls site's list and its vote, as one writes them in Express: same models, same templates, same queries. */
import { randomUUID } from 'node:crypto';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import express from 'express';
import session from 'express-session';
import helmet from 'helmet';
import { listQuery } from '../../apps/polls/src/forms/list-query.ts';
import { voteForm } from '../../apps/polls/src/forms/vote-form.ts';
import { editorById } from '../../apps/polls/src/models/editors.ts';
import { listPolls, pollById } from '../../apps/polls/src/models/polls.ts';
import { castVote } from '../../apps/polls/src/models/votes.ts';
import { pagesOf } from '../../apps/polls/src/views/pages.ts';
import { createNunjucks, languages, pageValues, url } from './polls-pages.mjs';

const PAGE_SIZE = 9;
const TWO_WEEKS = 14 * 24 * 3600 * 1000;

/** @typedef {{ voter?: string, editor?: number, flashes?: { level: string, text: string }[] }} PollsSession */

/**
 * @param {object} options
 * @param {import('../../apps/polls/src/models/database.ts').Database} options.database
 * @param {import('express-session').Store} options.store
 * @param {string} options.secret
 */
export function createPolls({ database, store, secret }) {
  const app = express();
  app.disable('x-powered-by').set('etag', false);
  createNunjucks().express(app);

  app.use(requestId, helmet(), compression(), cookieParser());
  app.use(
    session({
      ...{ name: 'session', secret, store, resave: false, saveUninitialized: false },
      cookie: { maxAge: TWO_WEEKS, sameSite: 'lax', httpOnly: true },
    }),
  );
  app.use(sameOrigin, express.urlencoded({ extended: false, limit: '4mb' }), pageContext(database));

  app.get('/', async (request, response) => {
    const { search, state, page } = await valid(listQuery, request.query);
    const { polls, total } = await listPolls(database, { search, state }, { number: page, size: PAGE_SIZE });
    response.render('polls/list.njk', { polls, total, search, state, pages: pagesOf(page, total, PAGE_SIZE) });
  });

  app.post('/polls/:id/vote', async (request, response) => {
    const { id } = request.params;
    const poll = await pollById(database, id);
    if (poll === undefined) return void response.sendStatus(404);
    if (poll.closedAt !== null) return void response.sendStatus(409);
    const { choice } = await valid(voteForm(poll.choices), request.body ?? {});
    const visitor = sessionOf(request);
    visitor.voter ??= randomUUID();
    const outcome = await castVote(database, { pollId: id, choiceId: choice, voter: visitor.voter });
    const isCounted = outcome === 'counted';
    const text = isCounted
      ? 'Thank you, your vote is counted.'
      : 'You have voted in this poll before: that vote stands.';
    visitor.flashes = [
      ...(visitor.flashes ?? []),
      { level: isCounted ? 'success' : 'warning', text: response.locals['_'](text) },
    ];
    response.redirect(303, url('poll.results', { id }));
  });

  app.use(failure);
  return app;
}

/** @param {express.Request} _request @param {express.Response} response @param {express.NextFunction} next */
function requestId(_request, response, next) {
  response.set('X-Request-Id', randomUUID());
  next();
}

/**
 * A form of another site is refused.
 * @param {express.Request} request @param {express.Response} response @param {express.NextFunction} next
 */
function sameOrigin(request, response, next) {
  const isSafe = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  if (isSafe || request.get('Sec-Fetch-Site') === 'same-origin') next();
  else response.sendStatus(403);
}

/** @param {import('../../apps/polls/src/models/database.ts').Database} database @returns {express.RequestHandler} */
function pageContext(database) {
  return async (request, response, next) => {
    const visitor = sessionOf(request);
    const chosen = request.cookies['language'] ?? request.acceptsLanguages(languages.map(({ code }) => code));
    const language = languages.find(({ code }) => code === chosen) ?? languages[0];
    if (language === undefined) throw new Error('There is no language');
    const editor = visitor.editor === undefined ? undefined : await editorById(database, visitor.editor);
    response.vary('Accept-Language').vary('Cookie').set('Content-Language', language.tag);
    Object.assign(response.locals, pageValues(language, request.originalUrl), {
      editor: editor?.name,
      csrfField: () => '',
      messages: () => {
        const waiting = visitor.flashes ?? [];
        if (waiting.length > 0) delete visitor.flashes;
        return waiting;
      },
    });
    next();
  };
}

/** @param {express.Request} request */
function sessionOf(request) {
  return /** @type {PollsSession} */ (/** @type {unknown} */ (request.session));
}

/**
 * @template {import('valibot').GenericSchema} T
 * @param {T} schema @param {unknown} input
 * @returns {Promise<import('valibot').InferOutput<T>>}
 */
async function valid(schema, input) {
  const result = await schema['~standard'].validate(input);
  if (result.issues !== undefined) throw Object.assign(new Error('That is not valid'), { status: 422 });
  return result.value;
}

/**
 * @param {Error & { status?: number }} error
 * @param {express.Request} _request @param {express.Response} response @param {express.NextFunction} _next
 */
function failure(error, _request, response, _next) {
  response.status(error.status ?? 500).send(error.status === undefined ? 'Something is wrong here' : error.message);
}
