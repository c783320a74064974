/** What holds between processes: two that start together, and results that one changes and the other shows. */
import { randomInt } from 'node:crypto';
import { createOwner, type Owner, redisUrl, until, within } from '@tsgi/harness';
import { createClock, type TestClock } from '@tsgi/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createPolls } from '../src/app.ts';
import { LiveResults } from '../src/live-results.ts';
import { addPoll, deletePoll, listPolls, pollById, setClosed } from '../src/models/polls.ts';
import { castVote, type Results } from '../src/models/votes.ts';
import { type OpenedResources, openResources } from '../src/resources.ts';
import { databases, sqliteDatabase, type TestDatabase } from './databases.ts';
import { choicesOf, createVisitor, FROM_HERE, find } from './visitor.ts';

for (const { name, open, present } of databases) {
  describe.skipIf(!present)(`two workers on ${name}`, () => suite(open));
}

function suite(open: (owner: Owner) => Promise<TestDatabase>): void {
  const { owner, end } = createOwner();
  let one: OpenedResources;
  let two: OpenedResources;

  beforeAll(async () => {
    const test = await open(owner);
    const environment = { DATABASE_URL: test.url, POLLS_VAR: test.directory };
    const opening = Promise.all([openResources(environment), openResources(environment)]);
    [one, two] = await within(`what two workers need, with ${test.url}`, opening);
    owner(async () => void (await Promise.all([one.close(), two.close()])));
  });
  afterAll(end);

  it('make one database and one secret when they start together', async () => {
    expect(one.secret).toBe(two.secret);
    const { polls } = await listPolls(two.database, {}, { number: 1, size: 100 });
    expect(polls).toHaveLength(8);
    expect(new Set(polls.map(({ question }) => question)).size).toBe(8);
  });

  it('share sessions and votes', async () => {
    const visitor = createVisitor(await createPolls(one));
    const path = find(await visitor.get('/'), /href="(\/polls\/\w+)"/);
    const [choice = ''] = choicesOf(await visitor.get(path));
    await visitor.post(`${path}/vote`, { choice });
    const elsewhere = createVisitor(await createPolls(two));
    const cookie = visitor.client.cookies.get('session') ?? '';
    const headers = { Accept: 'text/html', Cookie: `session=${cookie}` };
    expect((await elsewhere.get(`${path}/results`, { headers })).text).toContain('Your vote');
  });

  it('see in one what happens in the other', async () => {
    const draft = { description: '', picture: null, pictureText: '', choices: [{ id: undefined, text: 'a' }] };
    const id = await addPoll(one.database, { ...draft, question: 'Who sees it?' });
    const choiceId = (await pollById(one.database, id))?.choices[0]?.id ?? 0;
    const clock = createClock();
    const leaving = new AbortController();
    const seen = new LiveResults(two.database, clock).watch(id, leaving.signal);
    const watchUntil = async (isWanted: (results: Results) => boolean): Promise<void> => {
      const next = () => nextResults(seen, clock);
      for (let result = await next(); result.done !== true; result = await next()) if (isWanted(result.value)) return;
      throw new Error('The results ended');
    };
    await watchUntil(({ total }) => total === 0);
    await castVote(one.database, { pollId: id, choiceId, voter: 'somebody' });
    await watchUntil(({ total }) => total === 1);
    await setClosed(one.database, id, true);
    await watchUntil(({ isClosed }) => isClosed);
    const last = seen.next();
    leaving.abort();
    expect((await last).done).toBe(true);
    await clock.advance(3000);
    expect(clock.pending).toBe(0);
  });

  it('see in one that the other has deleted a poll, also one that was not the last to change', async () => {
    const draft = { description: '', picture: null, pictureText: '', choices: [{ id: undefined, text: 'a' }] };
    const id = await addPoll(one.database, { ...draft, question: 'Who misses it?' }, new Date(0));
    const clock = createClock();
    const seen = new LiveResults(two.database, clock).watch(id, new AbortController().signal);
    const look = async (): Promise<void> => {
      await clock.advance(1000);
      await until('the next look', () => clock.pending > 0);
    };
    // The results, once more at the first look, and at the second since something was new at the first.
    for (let time = 0; time < 3; time++) expect((await nextResults(seen, clock)).done).toBe(false);
    const last = seen.next();
    await look();
    await deletePoll(one.database, id);
    await look();
    expect((await last).done).toBe(true);
  });
}

/** The next results. The clock is turned until they are there, since nothing is seen while it stands still. */
async function nextResults(
  seen: AsyncGenerator<Results, void>,
  clock: TestClock,
): Promise<IteratorResult<Results, void>> {
  const state = { isThere: false };
  const pending = seen.next().finally(() => (state.isThere = true));
  await until('the next results', async () => {
    await clock.advance(1000);
    return state.isThere;
  });
  return pending;
}

it.skipIf(redisUrl === undefined)(
  'keep sessions in Redis when there is one, and count attempts to sign in together',
  async () => {
    const test = await sqliteDatabase(onTestFinished);
    const environment = { DATABASE_URL: test.url, POLLS_VAR: test.directory, POLLS_PROXIES: '10.0.0.1, 127.0.0.1' };
    const opening = openResources({ ...environment, REDIS_URL: redisUrl });
    const resources = await within(`what the site needs, with ${redisUrl}`, opening);
    try {
      const visitor = createVisitor(await createPolls(resources));
      expect((await visitor.post('/sign-out')).status).toBe(303);
      expect((await visitor.get('/')).text).toContain('You are signed out.');

      // Redis outlives the test: the network behind the proxy is one that nobody else has.
      const network = `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}`;
      const visitors = [visitor, createVisitor(await createPolls(resources))];
      const attempt = async (index: number, address: string): Promise<number> => {
        const headers = { ...FROM_HERE, 'X-Forwarded-For': address };
        return (
          (await visitors[index % 2]?.post('/sign-in', { name: 'editor', password: '' }, { headers }))?.status ?? 0
        );
      };
      for (let index = 0; index < 10; index++) expect(await attempt(index, `${network}::${index}`)).toBe(422);
      expect([await attempt(0, `${network}::a`), await attempt(1, `${network}:b::`)]).toEqual([429, 429]);
      expect(await attempt(0, `${network.replace('db8', 'db9')}::a`)).toBe(422);
    } finally {
      await resources.close();
    }
  },
);
