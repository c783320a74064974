/** Polls and their choices. */
import { randomInt } from 'node:crypto';
import { and, asc, count, desc, eq, isNotNull, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Database, Query, Statement, Tables } from './database.ts';

/** A poll as a list shows it. */
export interface PollSummary {
  readonly id: string;
  readonly question: string;
  readonly description: string;
  /** The name of the picture's file. */
  readonly picture: string | null;
  /** What is to be seen on the picture, for those who cannot see it. */
  readonly pictureText: string;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  /** How many have voted. */
  readonly votes: number;
}

/** A poll with its choices, in their order. */
export interface Poll extends Omit<PollSummary, 'votes'> {
  readonly choices: readonly Choice[];
}

/** What can be chosen. */
interface Choice {
  readonly id: number;
  readonly text: string;
}

/** What an editor writes. */
export interface Draft {
  readonly question: string;
  readonly description: string;
  readonly picture: string | null;
  readonly pictureText: string;
  /** In their order; those that are there already have an id. */
  readonly choices: readonly { readonly id: number | undefined; readonly text: string }[];
}

/** Which polls to list. */
export interface PollFilter {
  readonly state?: 'open' | 'closed';
  /** Text that the question or the description contains. Case folding beyond ASCII is the database's. */
  readonly search?: string;
}

/** A part of a list, counted from 1. */
export interface Page {
  readonly number: number;
  readonly size: number;
}

/** A page of the polls that pass the filter, the newest first, and how many pass it. */
export async function listPolls(
  { query, tables }: Database,
  filter: PollFilter,
  page: Page,
): Promise<{ readonly polls: readonly PollSummary[]; readonly total: number }> {
  const { polls } = tables;
  const passes = and(...conditions(tables, filter));
  const rows = await query
    .select(summaryColumns(query, tables))
    .from(polls)
    .where(passes)
    .orderBy(desc(polls.createdAt), desc(polls.id))
    .limit(page.size)
    .offset((page.number - 1) * page.size);
  const [all] = await query.select({ number: count() }).from(polls).where(passes);
  return { polls: rows, total: all?.number ?? 0 };
}

export async function pollById({ query, tables }: Database, id: string): Promise<Poll | undefined> {
  const { polls, choices } = tables;
  const [poll] = await query.select().from(polls).where(eq(polls.id, id));
  if (poll === undefined) return undefined;
  const rows = await query
    .select({ id: choices.id, text: choices.text })
    .from(choices)
    .where(eq(choices.pollId, id))
    .orderBy(asc(choices.position));
  return { ...poll, choices: rows };
}

/** Adds an open poll. Gives its id. */
export async function addPoll(database: Database, draft: Draft, now: Date = new Date()): Promise<string> {
  const { choices, ...poll } = draft;
  const { tables } = database;
  const id = newId();
  await database.atomically((query) => [
    query.insert(tables.polls).values({ id, ...poll, createdAt: now, updatedAt: now }),
    ...choices.map(({ text }, position) => query.insert(tables.choices).values({ pollId: id, position, text })),
  ]);
  return id;
}

/** Changes a poll and its choices. The votes for a choice that is no longer there are gone with it. */
export async function changePoll(database: Database, id: string, draft: Draft): Promise<void> {
  const { choices: wanted, ...poll } = draft;
  const { polls, choices } = database.tables;
  const kept = wanted.flatMap((choice) => choice.id ?? []);
  await database.atomically((query) => [
    query
      .update(polls)
      .set({ ...poll, updatedAt: new Date() })
      .where(eq(polls.id, id)),
    query.delete(choices).where(and(eq(choices.pollId, id), notInArray(choices.id, kept))),
    ...wanted.map((choice, position) => placeChoice(query, database.tables, id, choice, position)),
  ]);
}

/** Closes a poll, or opens it again. */
export async function setClosed({ query, tables: { polls } }: Database, id: string, isClosed: boolean): Promise<void> {
  const now = new Date();
  await query
    .update(polls)
    .set({ closedAt: isClosed ? now : null, updatedAt: now })
    .where(eq(polls.id, id));
}

/** Deletes a poll with its choices and votes. */
export async function deletePoll({ query, tables: { polls } }: Database, id: string): Promise<void> {
  await query.delete(polls).where(eq(polls.id, id));
}

/** The files of all pictures that a poll has. */
export async function picturesInUse({ query, tables: { polls } }: Database): Promise<ReadonlySet<string>> {
  const rows = await query.select({ picture: polls.picture }).from(polls).where(isNotNull(polls.picture));
  return new Set(rows.flatMap(({ picture }) => picture ?? []));
}

/** Made here and not by the database, so that a poll and its choices are written in one step. */
function newId(): string {
  return Array.from({ length: 10 }, () => ID_LETTERS.charAt(randomInt(ID_LETTERS.length))).join('');
}

/** Those that nobody takes for one another. */
const ID_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

function summaryColumns(query: Query, { polls, votes }: Tables) {
  const { id, question, description, picture, pictureText, createdAt, closedAt } = polls;
  return {
    ...{ id, question, description, picture, pictureText, createdAt, closedAt },
    votes: query.$count(votes, eq(votes.pollId, polls.id)),
  };
}

function conditions({ polls }: Tables, { state, search = '' }: PollFilter): SQL[] {
  const found: SQL[] = [];
  if (state === 'open') found.push(isNull(polls.closedAt));
  if (state === 'closed') found.push(isNotNull(polls.closedAt));
  if (search !== '') {
    // What is one letter in two cases, the database says, of both sides: SQLite knows that of ASCII alone.
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    found.push(sql`lower(${polls.question} || ' ' || ${polls.description}) like lower(${pattern}) escape '\\'`);
  }
  return found;
}

function placeChoice(
  query: Query,
  { choices }: Tables,
  pollId: string,
  { id, text }: Draft['choices'][number],
  position: number,
): Statement {
  if (id === undefined) return query.insert(choices).values({ pollId, position, text });
  return query
    .update(choices)
    .set({ position, text })
    .where(and(eq(choices.id, id), eq(choices.pollId, pollId)));
}
