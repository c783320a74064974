/** Votes, and what they add up to. */
import { and, asc, count, eq, isNotNull, sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** A vote as it is cast. */
export interface Ballot {
  readonly pollId: string;
  readonly choiceId: number;
  /** Who votes: an id that the session of a visitor keeps. */
  readonly voter: string;
}

/** The votes of a poll. */
export interface Results {
  readonly isClosed: boolean;
  readonly total: number;
  readonly choices: readonly ChoiceResult[];
}

/** The votes for a choice. */
export interface ChoiceResult {
  readonly id: number;
  readonly text: string;
  readonly votes: number;
}

/**
 * What became of a vote. When the voter has voted in the poll before, the first vote stands; the choice may have been
 * removed meanwhile, with its poll or without.
 */
export type Outcome = 'counted' | 'voted before' | 'closed' | 'no such choice';

/** Counts a vote, in one statement: no poll is closed between the look at it and the vote. */
export async function castVote(database: Database, { pollId, choiceId, voter }: Ballot): Promise<Outcome> {
  const { choices, polls, votes } = database.tables;
  const now = sql.param(new Date(), votes.createdAt);
  const counted = await database.run(sql`
    insert into ${votes} (poll_id, choice_id, voter, created_at)
    select ${polls.id}, ${choices.id}, ${voter}, ${now}
    from ${choices} join ${polls} on ${polls.id} = ${choices.pollId}
    where ${choices.id} = ${choiceId} and ${polls.id} = ${pollId} and ${polls.closedAt} is null
    on conflict (poll_id, voter) do nothing`);
  return counted === 1 ? 'counted' : whyNot(database, pollId, voter);
}

async function whyNot(database: Database, pollId: string, voter: string): Promise<Outcome> {
  if ((await choiceOf(database, pollId, voter)) !== undefined) return 'voted before';
  const { query, tables } = database;
  const isClosed = and(eq(tables.polls.id, pollId), isNotNull(tables.polls.closedAt));
  return (await query.$count(tables.polls, isClosed)) > 0 ? 'closed' : 'no such choice';
}

/** What a voter has chosen in a poll. */
export async function choiceOf(
  { query, tables: { votes } }: Database,
  pollId: string,
  voter: string,
): Promise<number | undefined> {
  const [vote] = await query
    .select({ choiceId: votes.choiceId })
    .from(votes)
    .where(and(eq(votes.pollId, pollId), eq(votes.voter, voter)));
  return vote?.choiceId;
}

/** The votes of a poll; `undefined` when there is no such poll. */
export async function resultsOf({ query, tables }: Database, pollId: string): Promise<Results | undefined> {
  const { polls, choices, votes } = tables;
  const rows = await query
    .select({
      id: choices.id,
      text: choices.text,
      votes: query.$count(votes, eq(votes.choiceId, choices.id)),
      closedAt: polls.closedAt,
    })
    .from(choices)
    .innerJoin(polls, eq(polls.id, choices.pollId))
    .where(eq(choices.pollId, pollId))
    .orderBy(asc(choices.position));
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    isClosed: first.closedAt !== null,
    total: rows.reduce((sum, row) => sum + row.votes, 0),
    choices: rows.map(({ id, text, votes: number }) => ({ id, text, votes: number })),
  };
}

/** Something that changes whenever a result may have: cheap to ask for, and the same for all processes. */
export async function resultsVersion({ query, tables: { polls, votes } }: Database): Promise<string> {
  const [lastVote] = await query.select({ id: sql<number | null>`max(${votes.id})` }).from(votes);
  const [lastChange] = await query
    .select({ at: sql<string | number | null>`max(${polls.updatedAt})`, polls: count() })
    .from(polls);
  // The number tells of a poll that was deleted and was not the last to change.
  return `${lastVote?.id ?? 0} ${lastChange?.at ?? 0} ${lastChange?.polls ?? 0}`;
}
