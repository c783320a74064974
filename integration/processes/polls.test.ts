/** The demo under `tsgi serve` with two workers, on each database: what was answered is so, whatever dies. */

import { createOwner, type Owner } from '@tsgi/harness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../apps/polls/src/models/database.ts';
import { addPoll, pollById } from '../../apps/polls/src/models/polls.ts';
import { databases, type TestDatabase } from '../../apps/polls/test/databases.ts';
import { type Serving, startServing } from './serving.ts';

for (const { name, open, present } of databases) {
  describe.skipIf(!present)(`two served workers on ${name}`, () => suite(open));
}

const VOTERS = 100;
const POSTS = 5;

function suite(open: (owner: Owner) => Promise<TestDatabase>): void {
  const { owner, end } = createOwner();
  let serving: Serving;
  let database: Database;

  beforeAll(async () => {
    const test = await open(owner);
    const { url: DATABASE_URL, directory } = test;
    serving = await startServing(owner, { DATABASE_URL, POLLS_VAR: directory, POLLS_SECRETS: directory });
    database = await openDatabase(DATABASE_URL, `${import.meta.dirname}/../../apps/polls/migrations`);
    owner(() => database.close());
  });
  afterAll(end);

  async function newPoll(): Promise<{ id: string; choice: string }> {
    const choices = [{ id: undefined, text: 'Yes' }];
    const id = await addPoll(database, {
      question: 'Who counts?',
      description: '',
      picture: null,
      pictureText: '',
      choices,
    });
    return { id, choice: String((await pollById(database, id))?.choices[0]?.id) };
  }

  /** Votes; with a cookie as the visitor of that session. Gives that of the session. */
  async function vote(poll: { id: string; choice: string }, cookie = ''): Promise<{ status: number; cookie: string }> {
    const response = await fetch(`${serving.url}/polls/${poll.id}/vote`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: serving.url, Cookie: cookie },
      body: new URLSearchParams({ choice: poll.choice }),
    });
    await response.arrayBuffer();
    const [given = cookie] = (response.headers.get('set-cookie') ?? cookie).split(';');
    return { status: response.status, cookie: given };
  }

  it('keep every vote that was answered, once a voter, while one of them is killed', async () => {
    const first = await newPoll();
    const visitors = await Promise.all(Array.from({ length: VOTERS }, () => vote(first)));
    const cookies = visitors.map(({ cookie }) => cookie);
    const poll = await newPoll();

    let answered = 0;
    const [victim = 0] = serving.workers();
    const attempt = async (cookie: string): Promise<string | undefined> => {
      // Who was connected to the worker that died has no answer.
      const status = await vote(poll, cookie).then(
        (answer) => answer.status,
        () => undefined,
      );
      if (++answered === (VOTERS * POSTS) / 5) process.kill(victim, 'SIGKILL');
      return status === 303 ? cookie : undefined;
    };
    const posts = Array.from({ length: POSTS }, () => cookies).flat();
    const counted = new Set((await Promise.all(posts.map(attempt))).filter((cookie) => cookie !== undefined));
    expect(counted.size).toBeGreaterThan(0);

    const { votes } = database.tables;
    const voters = async (): Promise<readonly string[]> =>
      (await database.query.select().from(votes)).filter(({ pollId }) => pollId === poll.id).map(({ voter }) => voter);
    const found = await voters();
    expect(new Set(found).size).toBe(found.length);
    const isShown = async (cookie: string): Promise<boolean> => {
      const page = await fetch(`${serving.url}/polls/${poll.id}/results`, { headers: { Cookie: cookie } });
      return (await page.text()).includes('class="mine"');
    };
    expect(await Promise.all(Array.from(counted, isShown))).not.toContain(false);
    expect(found.length).toBeGreaterThanOrEqual(counted.size);

    const again = await Promise.all(cookies.map((cookie) => vote(poll, cookie)));
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([303]));
    expect(new Set(await voters()).size).toBe(VOTERS);
    expect(await voters()).toHaveLength(VOTERS);
  });

  it('tell each other what has changed, also after a rolling restart', async () => {
    const poll = await newPoll();
    const url = `${serving.url}/polls/${poll.id}/results/live`;
    /** Votes and watches, and connects again as a browser does, until there are so many votes. */
    const watchUntil = async (wanted: number): Promise<void> => {
      for (let last = 0; last < wanted; ) {
        // A connection that is closed just when it is used again is tried again, by browsers too.
        const response = await fetch(url).catch(() => undefined);
        const stream = response?.body?.pipeThrough(new TextDecoderStream());
        for await (const text of stream ?? []) {
          const [, total] = /"total":"(\d+) vote/.exec(text) ?? [];
          if (total === undefined) continue;
          last = Number(total);
          if (last >= wanted) break;
          await vote(poll).catch(() => undefined);
        }
      }
    };
    // One worker has the events, and either of them the next vote.
    await watchUntil(4);
    const ending = await fetch(url);
    serving.signal('SIGHUP');
    expect(await ending.text()).toContain('retry: 1000');
    await watchUntil(8);
  });
}
