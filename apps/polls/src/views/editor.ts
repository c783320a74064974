/** What editors do with polls. */
import { assertValid, type HttpResponse, redirect } from '@tsgi/http';
import { urlFor } from '@tsgi/router';
import { assertCsrf } from '@tsgi/security';
import { session } from '@tsgi/sessions';
import { render } from '@tsgi/templates';
import { listQuery } from '../forms/list-query.ts';
import { emptyPoll, fieldsOf, readPollForm, type SentPoll } from '../forms/poll-form.ts';
import { translate } from '../language.ts';
import type { LiveResults } from '../live-results.ts';
import type { Message } from '../messages/message.ts';
import type { Database } from '../models/database.ts';
import { addPoll, changePoll, deletePoll, listPolls, type Poll, setClosed } from '../models/polls.ts';
import type { Pictures } from '../pictures.ts';
import { editorRoutes } from '../routes.ts';
import type { SiteRequest } from '../session.ts';
import { pagesOf } from './pages.ts';
import { findPoll, type PollId } from './polls.ts';

const { editor: paths } = editorRoutes;

/** How many polls stand on a page. */
const PAGE_SIZE = 20;

export function editorViews(database: Database, pictures: Pictures, live: LiveResults) {
  return {
    list: async (request: SiteRequest): Promise<HttpResponse> => {
      const { page } = await assertValid(listQuery, Object.fromEntries(request.query));
      const { polls, total } = await listPolls(database, {}, { number: page, size: PAGE_SIZE });
      return render(request, 'editor/list.njk', { polls, total, pages: pagesOf(page, total, PAGE_SIZE) });
    },

    new: (request: SiteRequest): Promise<HttpResponse> => {
      return render(request, 'editor/poll.njk', { fields: emptyPoll, errors: {} });
    },

    create: async (request: SiteRequest): Promise<HttpResponse> => {
      const sent = await readForm(request, pictures);
      if (sent.kind !== 'valid') return again(request, sent);
      await addPoll(database, sent.draft);
      return toList(request, 'The poll is open.');
    },

    edit: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      const poll = await findPoll(database, id);
      return render(request, 'editor/poll.njk', { poll, fields: fieldsOf(poll), errors: {} });
    },

    update: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      const poll = await findPoll(database, id);
      const sent = await readForm(request, pictures);
      if (sent.kind !== 'valid') return again(request, sent, poll);
      await changePoll(database, id, sent.draft);
      live.announce();
      return toList(request, 'The poll is saved.');
    },

    setState: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      await findPoll(database, id);
      const isClosed = (await request.form()).get('state') === 'closed';
      await setClosed(database, id, isClosed);
      live.announce();
      return toList(request, isClosed ? 'The poll is closed.' : 'The poll is open.');
    },

    confirm: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      return render(request, 'editor/delete.njk', { poll: await findPoll(database, id) });
    },

    remove: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      await findPoll(database, id);
      await deletePoll(database, id);
      live.announce();
      return toList(request, 'The poll is deleted.');
    },
  };
}

/** An upload is read only here, so its token is checked here too. */
async function readForm(request: SiteRequest, pictures: Pictures): Promise<SentPoll> {
  const form = await request.form();
  assertCsrf(request, form.get('csrf_token'));
  return readPollForm(form, pictures);
}

function again(request: SiteRequest, sent: Exclude<SentPoll, { kind: 'valid' }>, poll?: Poll): Promise<HttpResponse> {
  return sent.kind === 'invalid'
    ? render(request, 'editor/poll.njk', { poll, fields: sent.fields, errors: sent.errors }, { status: 422 })
    : render(request, 'editor/poll.njk', { poll, fields: sent.fields, focus: sent.focus, errors: {} });
}

async function toList(request: SiteRequest, text: Message): Promise<HttpResponse> {
  (await session(request)).flash('success', translate(request, text));
  return redirect(urlFor(request, paths.polls));
}
