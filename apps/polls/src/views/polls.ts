/** What visitors see of polls: the list, a poll, its results. */
import { assertValid, events, HttpError, type HttpResponse, notFound, redirect } from '@tsgi/http';
import { urlFor } from '@tsgi/router';
import { session } from '@tsgi/sessions';
import { render } from '@tsgi/templates';
import { fieldErrors } from '../forms/field-errors.ts';
import { listQuery } from '../forms/list-query.ts';
import { voteForm } from '../forms/vote-form.ts';
import { translate } from '../language.ts';
import type { LiveResults } from '../live-results.ts';
import { message } from '../messages/message.ts';
import type { Database } from '../models/database.ts';
import { listPolls, type Poll, pollById } from '../models/polls.ts';
import { castVote, choiceOf, resultsOf } from '../models/votes.ts';
import { routes } from '../routes.ts';
import { type SiteRequest, voterOf } from '../session.ts';
import { chartOf, chartTexts } from './chart.ts';
import { pagesOf } from './pages.ts';

/** The parameters of a path below a poll. */
export interface PollId {
  readonly id: string;
}

/** How many polls stand on a page. */
const PAGE_SIZE = 9;

/** The poll of an id. @throws HttpError 404 */
export async function findPoll(database: Database, id: string): Promise<Poll> {
  const poll = await pollById(database, id);
  if (poll === undefined) throw notFound(message('There is no such poll'));
  return poll;
}

export function pollViews(database: Database, live: LiveResults) {
  return {
    list: async (request: SiteRequest): Promise<HttpResponse> => {
      const { search, state, page } = await assertValid(listQuery, Object.fromEntries(request.query));
      const { polls, total } = await listPolls(database, { search, state }, { number: page, size: PAGE_SIZE });
      return render(request, 'polls/list.njk', { polls, total, search, state, pages: pagesOf(page, total, PAGE_SIZE) });
    },

    show: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      const poll = await findPoll(database, id);
      const isDone = poll.closedAt !== null || (await choiceIn(request, database, id)) !== undefined;
      return isDone
        ? redirect(urlFor(request, routes.poll.results, { id }))
        : render(request, 'polls/show.njk', { poll, errors: {} });
    },

    vote: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      const poll = await findPoll(database, id);
      if (poll.closedAt !== null) throw pollClosed();
      const form = await request.tryForm(voteForm(poll.choices));
      if (!form.ok) {
        return render(request, 'polls/show.njk', { poll, errors: fieldErrors(form.issues) }, { status: 422 });
      }
      const ballot = { pollId: id, choiceId: form.value.choice, voter: await voterOf(request) };
      const outcome = await castVote(database, ballot);
      if (outcome === 'closed') throw pollClosed();
      if (outcome === 'no such choice') {
        const values = { poll: await findPoll(database, id), errors: { choice: message('Choose one of these') } };
        return render(request, 'polls/show.njk', values, { status: 422 });
      }
      const visitor = await session(request);
      if (outcome === 'counted') {
        live.announce();
        visitor.flash('success', translate(request, 'Thank you, your vote is counted.'));
      } else visitor.flash('warning', translate(request, 'You have voted in this poll before: that vote stands.'));
      return redirect(urlFor(request, routes.poll.results, { id }));
    },

    /** Somebody has reloaded the page that a vote without a choice was answered with. */
    backToPoll: (request: SiteRequest, { id }: PollId): HttpResponse =>
      redirect(urlFor(request, routes.poll.show, { id })),

    results: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      const poll = await findPoll(database, id);
      const [results, choice] = await Promise.all([resultsOf(database, id), choiceIn(request, database, id)]);
      if (results === undefined) throw notFound();
      return render(request, 'polls/results.njk', { poll, choice, chart: chartOf(results), results });
    },

    live: async (request: SiteRequest, { id }: PollId): Promise<HttpResponse> => {
      await findPoll(database, id);
      return events(({ signal }) => chartTexts(request, live.watch(id, signal)), { retry: 1000 });
    },
  };
}

function pollClosed(): HttpError {
  return new HttpError(409, { code: 'poll-closed', message: message('The poll is closed') });
}

/** What this visitor has chosen in a poll. */
async function choiceIn(request: SiteRequest, database: Database, id: string): Promise<number | undefined> {
  const voter = (await session(request)).get('voter');
  return voter === undefined ? undefined : choiceOf(database, id, voter);
}
