/** The site as visitors and editors use it, on each database. */
import { existsSync } from 'node:fs';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwner, type Owner, within } from '@tsgi/harness';
import type { Application } from '@tsgi/protocol';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolls } from '../src/app.ts';
import { addPoll, deletePoll, picturesInUse, pollById, setClosed } from '../src/models/polls.ts';
import { castVote, resultsOf } from '../src/models/votes.ts';
import { type OpenedResources, openResources } from '../src/resources.ts';
import { databases, type TestDatabase } from './databases.ts';
import { choicesOf, createVisitor, FROM_HERE, find, type Page, type Visitor } from './visitor.ts';

for (const { name, open, present } of databases) {
  describe.skipIf(!present)(`the site on ${name}`, () => suite(open));
}

const PASSWORD = 'correct horse battery';
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(64)]);

function suite(open: (owner: Owner) => Promise<TestDatabase>): void {
  const { owner, end } = createOwner();
  let resources: OpenedResources;
  let app: Application;

  beforeAll(async () => {
    const test = await open(owner);
    const { url: DATABASE_URL, directory: POLLS_VAR } = test;
    const opening = openResources({ DATABASE_URL, POLLS_VAR, POLLS_EDITOR_PASSWORD: PASSWORD });
    resources = await within(`what the site needs, with ${DATABASE_URL}`, opening);
    owner(() => resources.close());
    app = await createPolls(resources);
  });
  afterAll(end);

  async function signedIn(): Promise<Visitor> {
    // The limit on signing in is per address and application.
    const editor = createVisitor(await createPolls(resources));
    const answer = await editor.post('/sign-in', { name: 'editor', password: PASSWORD });
    expect(answer).toMatchObject({ status: 303, location: '/editor/' });
    return editor;
  }

  /** A poll of the test's own. Gives its path. */
  async function newPoll(question: string, choices = ['Yes', 'No']): Promise<{ id: string; path: string }> {
    const editor = await signedIn();
    const form = { question, description: '', pictureText: '', choiceId: choices.map(() => ''), choiceText: choices };
    expect((await editor.post('/editor/new', form)).status).toBe(303);
    const id = find(await editor.get('/', { query: { search: question } }), /href="\/polls\/(\w+)"/);
    return { id, path: `/polls/${id}` };
  }

  async function votesOf(id: string): Promise<readonly number[]> {
    return (await resultsOf(resources.database, id))?.choices.map(({ votes }) => votes) ?? [];
  }

  describe('the list', () => {
    it('shows the open polls, and the closed ones when asked', async () => {
      const visitor = createVisitor(app);
      const open = await visitor.get('/');
      expect(open.status).toBe(200);
      expect(open.text).toContain('Where shall we have lunch on Friday?');
      expect(open.text).not.toContain('What shall we call the new printer?');
      const closed = await visitor.get('/?state=closed');
      expect(closed.text).toContain('What shall we call the new printer?');
      expect(closed.text).not.toContain('Where shall we have lunch');
    });

    beforeAll(async () => {
      const choices = ['Oui', 'Non'].map((text) => ({ id: undefined, text }));
      const draft = { question: 'École à dix heures ?', description: '', picture: null, pictureText: '', choices };
      await addPoll(resources.database, draft);
    });

    it.each([
      ['École', ['École à dix heures ?']],
      ['LUNCH', ['Where shall we have lunch on Friday?']],
      ['the fern', ['Which plant for the meeting room?']],
      ['下午茶', ['下午茶喝什么？']],
      ['%', []],
      ['_', []],
      ['\\', []],
    ])('finds %j', async (search, questions) => {
      const page = await createVisitor(app).get('/', { query: { search } });
      expect(Array.from(page.text.matchAll(/<h2><a[^>]*>([^<]*)</g), ([, question]) => question)).toEqual(questions);
    });

    it('has pages', async () => {
      for (let number = 1; number <= 10; number++) await newPoll(`Many of them: ${String(number)}`);
      const visitor = createVisitor(app);
      const first = await visitor.get('/?search=many+of');
      expect(first.text.match(/class="card"/g)).toHaveLength(9);
      expect(first.text).not.toContain('rel="prev"');
      const next = find(first, /rel="next" href="([^"]*)"/).replaceAll('&amp;', '&');
      const second = await visitor.get(next);
      expect(second.text.match(/class="card"/g)).toHaveLength(1);
      expect(second.text).toContain('rel="prev"');
      expect(second.text).not.toContain('rel="next"');
    });

    it.each(['page=0', 'page=x', 'state=other', `search=${'x'.repeat(200)}`])(
      'takes what makes no sense for nothing: %s',
      async (query) => {
        const page = await createVisitor(app).get(`/?${query}`);
        expect(page.text).toContain('<h1>Open polls</h1>');
        expect(page.text.match(/class="card"/g)).toHaveLength(9);
      },
    );

    it('is in the language of the browser, or in the one that was chosen', async () => {
      const visitor = createVisitor(app);
      const headers = { Accept: 'text/html', 'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8' };
      const chinese = await visitor.get('/', { headers });
      expect(chinese.text).toContain('<html lang="zh-Hans">');
      expect(chinese.text).toContain('<h1>进行中的投票</h1>');
      expect(chinese.response.headers.get('vary')).toContain('Accept-Language');
      const chosen = await visitor.get('/language/en?next=%2F%3Fstate%3Dclosed', { headers });
      expect(chosen).toMatchObject({ status: 302, location: '/?state=closed' });
      expect((await visitor.get('/', { headers })).text).toContain('<h1>Open polls</h1>');
      expect((await visitor.get('/language/xx')).status).toBe(404);
      expect((await visitor.get('/language/zh?next=https://elsewhere.example/')).location).toBe('/');
    });
  });

  describe('a vote', () => {
    it('is counted once, and shown', async () => {
      const { id, path } = await newPoll('Is a vote counted once?');
      const visitor = createVisitor(app);
      const [yes = '', no = ''] = choicesOf(await visitor.get(path));
      const vote = { choice: yes };
      expect(await visitor.post(`${path}/vote`, vote)).toMatchObject({ status: 303, location: `${path}/results` });
      const results = await visitor.get(`${path}/results`);
      expect(results.text).toContain('Thank you, your vote is counted.');
      expect(results.text).toContain('Your vote');
      expect(results.text).toMatch(/data-choice="\d+" class="leads"/);
      expect(await visitor.post(`${path}/vote`, { choice: no })).toMatchObject({ status: 303 });
      expect((await visitor.get(`${path}/results`)).text).toContain('that vote stands');
      expect(await votesOf(id)).toEqual([1, 0]);
      expect(await visitor.get(path)).toMatchObject({ status: 302, location: `${path}/results` });
    });

    it('is counted once when it is sent many times at once', async () => {
      const { id, path } = await newPoll('Is a vote counted once at once?');
      const visitor = createVisitor(app);
      const [yes = ''] = choicesOf(await visitor.get(path));
      // A visitor with a session: without a cookie, each request is another visitor.
      const { path: other } = await newPoll('Another one?');
      const [first = ''] = choicesOf(await visitor.get(other));
      await visitor.post(`${other}/vote`, { choice: first });
      const answers = await Promise.all(Array.from({ length: 8 }, () => visitor.post(`${path}/vote`, { choice: yes })));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 303));
      expect(await votesOf(id)).toEqual([1, 0]);
    });

    it('stays the visitor’s, who signs in and out', async () => {
      const { id, path } = await newPoll('Does a sign-in give a second vote?');
      const visitor = createVisitor(await createPolls(resources));
      const [yes = '', no = ''] = choicesOf(await visitor.get(path));
      await visitor.post(`${path}/vote`, { choice: yes });
      await visitor.post('/sign-in', { name: 'editor', password: PASSWORD });
      await visitor.post(`${path}/vote`, { choice: no });
      await visitor.post('/sign-out');
      await visitor.post(`${path}/vote`, { choice: no });
      expect(await votesOf(id)).toEqual([1, 0]);
    });

    it.each([{}, { choice: '' }, { choice: '999999' }, { choice: 'x' }])(
      'for nothing is asked for again: %j',
      async (form) => {
        const page = await createVisitor(app).post(`${(await newPoll('Whatever?')).path}/vote`, form);
        expect(page.status).toBe(422);
        expect(page.text).toContain('Choose one of these');
      },
    );

    it('is no vote in a closed poll', async () => {
      const { id, path } = await newPoll('Is this closed?');
      const [yes = ''] = choicesOf(await createVisitor(app).get(path));
      await (await signedIn()).post(`/editor/${id}/state`, { state: 'closed' });
      const page = await createVisitor(app).post(`${path}/vote`, { choice: yes });
      expect(page.status).toBe(409);
      expect(page.text).toContain('<h1>The poll is closed</h1>');
      expect(await votesOf(id)).toEqual([0, 0]);
      await (await signedIn()).post(`/editor/${id}/state`, { state: 'open' });
      expect(await createVisitor(app).post(`${path}/vote`, { choice: yes })).toMatchObject({ status: 303 });
    });

    it('is not counted when the poll is closed while it is read', async () => {
      const { id, path } = await newPoll('Is this just being closed?');
      const visitor = createVisitor(app);
      const [yes = ''] = choicesOf(await visitor.get(path));
      async function* slowly(): AsyncGenerator<Uint8Array> {
        await setClosed(resources.database, id, true);
        yield Buffer.from(`choice=${yes}`);
      }
      const headers = { ...FROM_HERE, 'Content-Type': 'application/x-www-form-urlencoded' };
      const response = await visitor.client.post(`${path}/vote`, { headers, body: slowly() });
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('<h1>The poll is closed</h1>');
      expect(await votesOf(id)).toEqual([0, 0]);
    });

    it('for a choice that is removed while it is read is asked for again', async () => {
      const { id, path } = await newPoll('Is a choice just being removed?', ['Red', 'Green', 'Blue']);
      const visitor = createVisitor(app);
      const [red = '', , blue = ''] = choicesOf(await visitor.get(path));
      const { tables, query } = resources.database;
      async function* slowly(): AsyncGenerator<Uint8Array> {
        await query.delete(tables.choices).where(eq(tables.choices.id, Number(blue)));
        yield Buffer.from(`choice=${blue}`);
      }
      const headers = { ...FROM_HERE, 'Content-Type': 'application/x-www-form-urlencoded' };
      const response = await visitor.client.post(`${path}/vote`, { headers, body: slowly() });
      expect(response.status).toBe(422);
      const page = await response.text();
      expect(page).toContain('Choose one of these');
      expect(page).toContain(`value="${red}"`);
      expect(page).not.toContain(`value="${blue}"`);
      expect(await votesOf(id)).toEqual([0, 0]);
    });

    it('is told from one that comes too late, and from one for nothing', async () => {
      const { id } = await newPoll('What became of it?');
      const [{ id: choiceId } = { id: 0 }] = (await pollById(resources.database, id))?.choices ?? [];
      const cast = (voter: string, choice = choiceId) =>
        castVote(resources.database, { pollId: id, choiceId: choice, voter });
      expect(await cast('one')).toBe('counted');
      expect(await cast('one')).toBe('voted before');
      expect(await cast('two', choiceId + 1_000_000)).toBe('no such choice');
      await setClosed(resources.database, id, true);
      expect(await cast('one')).toBe('voted before');
      expect(await cast('two')).toBe('closed');
      await deletePoll(resources.database, id);
      expect(await cast('two')).toBe('no such choice');
    });

    it('comes from this site only', async () => {
      const { id, path } = await newPoll('Who votes here?');
      const visitor = createVisitor(app);
      const page = await visitor.get(path);
      const form = { choice: choicesOf(page)[0] ?? '' };
      const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' };
      const foreign = await visitor.post(`${path}/vote`, form, { headers });
      expect(foreign.status).toBe(403);
      expect(foreign.text).toContain('<h1>That was refused</h1>');
      expect(await votesOf(id)).toEqual([0, 0]);
      const token = find(page, /name="csrf_token" value="([^"]*)"/);
      const old = await visitor.post(`${path}/vote`, { ...form, csrf_token: token }, { headers: {} });
      expect(old.status).toBe(303);
    });
  });

  describe('results', () => {
    it('are told while they change, until the server stops', async () => {
      const { path } = await newPoll('Does the chart move?');
      const response = await createVisitor(app).client.get(`${path}/results/live`);
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const seen: string[] = [];
      const voter = createVisitor(app);
      const [yes = ''] = choicesOf(await voter.get(path));
      let text = '';
      const watch = async (): Promise<void> => {
        for await (const chunk of response.chunks()) {
          text += Buffer.from(chunk).toString();
          const totals = Array.from(text.matchAll(/"total":"(\d+) votes?"/g), ([, total = '']) => total);
          if (totals.length === seen.length) continue;
          seen.splice(0, seen.length, ...totals);
          if (seen.length === 1) await voter.post(`${path}/vote`, { choice: yes });
          else break;
        }
      };
      await within(() => `two results in\n${text}`, watch());
      expect(text).toContain('retry: 1000\n');
      expect(seen).toEqual(['0', '1']);

      const other = createVisitor(app);
      const draining = await other.client.get(`${path}/results/live`);
      let last = '';
      const drain = async (): Promise<void> => {
        for await (const chunk of draining.chunks()) {
          last += Buffer.from(chunk).toString();
          if (last.includes('"total":"1 vote"')) other.client.drain();
        }
      };
      await within(() => `the end of\n${last}`, drain());
      expect(last.match(/"total"/g)).toHaveLength(1);
    });

    it('of no poll are not there', async () => {
      for (const path of ['/polls/none', '/polls/none/results', '/polls/none/results/live']) {
        const page = await createVisitor(app).get(path);
        expect(page.status).toBe(404);
        expect(page.text).toContain('<h1>There is nothing here</h1>');
      }
    });
  });

  describe('signing in', () => {
    it('is asked of those who want to edit, and leads back', async () => {
      const visitor = createVisitor(await createPolls(resources));
      expect(await visitor.get('/editor/new')).toMatchObject({
        status: 302,
        location: '/sign-in?next=%2Feditor%2Fnew',
      });
      expect((await visitor.post('/editor/new', { question: 'x' })).location).toBe('/sign-in');
      const form = { name: 'editor', password: PASSWORD, next: '/editor/new' };
      expect(await visitor.post('/sign-in', form)).toMatchObject({ status: 303, location: '/editor/new' });
      expect((await visitor.get('/editor/new')).text).toContain('You are signed in.');
      expect((await visitor.post('/sign-out')).location).toBe('/');
      expect((await visitor.get('/editor/')).status).toBe(302);
    });

    it('gives the session a new id', async () => {
      const visitor = createVisitor(await createPolls(resources));
      const { path } = await newPoll('A session, please?');
      await visitor.post(`${path}/vote`, { choice: choicesOf(await visitor.get(path))[0] ?? '' });
      const before = visitor.client.cookies.get('session');
      await visitor.post('/sign-in', { name: 'editor', password: PASSWORD });
      expect(before).toBeDefined();
      expect(visitor.client.cookies.get('session')).not.toBe(before);
    });

    it.each([
      [{ name: 'editor', password: 'wrong' }, 'There is no editor with that name and password'],
      [{ name: 'nobody', password: PASSWORD }, 'There is no editor with that name and password'],
      [{ name: '', password: 'x' }, 'Enter your name'],
      [{ name: 'editor', password: '' }, 'Enter your password'],
    ])('is refused with %j, and the name kept', async (form, words) => {
      const page = await createVisitor(await createPolls(resources)).post('/sign-in', form);
      expect(page.status).toBe(422);
      expect(page.text).toContain(words);
      expect(page.text).toContain(`value="${form.name}"`);
      expect(page.text).not.toContain(PASSWORD);
    });

    it('is not tried often', async () => {
      const visitor = createVisitor(await createPolls(resources));
      const attempt = (): Promise<Page> => visitor.post('/sign-in', { name: 'editor', password: '' });
      for (let count = 0; count < 10; count++) expect((await attempt()).status).toBe(422);
      const refused = await attempt();
      expect(refused.status).toBe(429);
      expect(refused.text).toContain('<h1>That was too often: wait a little</h1>');
      expect((await visitor.get('/sign-in')).status).toBe(200);
    });
  });

  describe('an editor', () => {
    const fields = { question: 'A new one?', description: 'Yes', pictureText: 'Nothing', choiceId: ['', '', ''] };

    it.each([
      [{ ...fields, question: ' ', choiceText: ['a', 'b', ''] }, 'Write a question'],
      [{ ...fields, question: 'x'.repeat(201), choiceText: ['a', 'b', ''] }, 'This is too long'],
      [{ ...fields, choiceText: ['only one', '', ' '] }, 'Give two choices at least'],
      [{ ...fields, choiceText: ['same', 'Same ', ''] }, 'Two choices are the same'],
      [
        { ...fields, choiceId: Array(21).fill(''), choiceText: [...Array(21).keys()].map(String) },
        'twenty choices at most',
      ],
    ])('is told what is wrong, and the input kept: %#', async (form, words) => {
      const page = await (await signedIn()).post('/editor/new', form);
      expect(page.status).toBe(422);
      expect(page.text).toContain(words);
      expect(page.text).toContain('aria-invalid="true"');
      for (const text of form.choiceText) expect(page.text).toContain(`name="choiceText" value="${text}"`);
    });

    it('arranges choices, and loses nothing', async () => {
      const form = { ...fields, choiceText: ['a', 'b', 'c'], arrange: 'up:1' };
      const editor = await signedIn();
      const choices = (page: Page): string[] =>
        Array.from(page.text.matchAll(/name="choiceText" value="([^"]*)"/g), ([, text = '']) => text);
      const moved = await editor.post('/editor/new', form);
      expect(moved.status).toBe(200);
      expect(moved.text).toContain('value="A new one?"');
      expect(choices(moved)).toEqual(['b', 'a', 'c']);
      expect(choices(await editor.post('/editor/new', { ...form, arrange: 'down:0' }))).toEqual(['b', 'a', 'c']);
      expect(choices(await editor.post('/editor/new', { ...form, arrange: 'remove:1' }))).toEqual(['a', 'c']);
      expect(choices(await editor.post('/editor/new', { ...form, arrange: 'add' }))).toEqual(['a', 'b', 'c', '']);
    });

    it('changes a poll, and keeps the votes for what stays', async () => {
      const { id, path } = await newPoll('Before?', ['Red', 'Green', 'Blue']);
      const voter = createVisitor(app);
      const [red = '', green = '', blue = ''] = choicesOf(await voter.get(path));
      await voter.post(`${path}/vote`, { choice: blue });
      await createVisitor(app).post(`${path}/vote`, { choice: green });
      const editor = await signedIn();
      const form = { question: 'After?', description: '', pictureText: '' };
      const choices = { choiceId: [blue, '', red], choiceText: ['Navy', 'Yellow', 'Red'] };
      expect((await editor.post(`/editor/${id}/edit`, { ...form, ...choices })).location).toBe('/editor/');
      const results = await resultsOf(resources.database, id);
      expect(results?.choices.map(({ text, votes }) => [text, votes])).toEqual([
        ['Navy', 1],
        ['Yellow', 0],
        ['Red', 0],
      ]);
    });

    it('cannot take the choice of another poll', async () => {
      const one = await newPoll('One?', ['a', 'b']);
      const two = await newPoll('Two?', ['c', 'd']);
      const [foreign = ''] = choicesOf(await createVisitor(app).get(two.path));
      const form = { question: 'One?', description: '', pictureText: '' };
      const choices = { choiceId: [foreign, ''], choiceText: ['stolen', 'e'] };
      await (await signedIn()).post(`/editor/${one.id}/edit`, { ...form, ...choices });
      expect((await pollById(resources.database, two.id))?.choices.map(({ text }) => text)).toEqual(['c', 'd']);
    });

    it('deletes a poll with its votes, after being asked', async () => {
      const { id, path } = await newPoll('Away with it?');
      await createVisitor(app).post(`${path}/vote`, { choice: choicesOf(await createVisitor(app).get(path))[0] ?? '' });
      const editor = await signedIn();
      expect((await editor.get(`/editor/${id}/delete`)).text).toContain('“Away with it?” and its votes');
      expect((await editor.post(`/editor/${id}/delete`)).location).toBe('/editor/');
      expect((await editor.get('/editor/')).text).toContain('The poll is deleted.');
      expect((await editor.get(path)).status).toBe(404);
      const { tables, query } = resources.database;
      expect((await query.select().from(tables.votes)).filter(({ pollId }) => pollId === id)).toEqual([]);
    });

    it('finds no poll where there is none', async () => {
      const editor = await signedIn();
      expect((await editor.get('/editor/none/edit')).status).toBe(404);
      expect((await editor.post('/editor/none/delete')).status).toBe(404);
      expect((await editor.post('/editor/none/state', { state: 'closed' })).status).toBe(404);
    });
  });

  describe('a picture', () => {
    const form = { question: 'With a picture?', description: '', pictureText: 'Grey', choiceId: ['', ''] };
    const choiceText = ['a', 'b'];
    const upload = (content: string | Uint8Array, name = 'x.png') => ({
      files: { pictureFile: { name, content, type: 'image/png' } },
    });

    it('is shown, under a name of its own', async () => {
      const editor = await signedIn();
      expect((await editor.post('/editor/new', { ...form, choiceText }, upload(PNG, '../x.html'))).status).toBe(303);
      const page = await editor.get('/', { query: { search: 'With a picture' } });
      const src = find(page, /<img src="([^"]*)"/);
      expect(src).toMatch(/^\/pictures\/[0-9a-f]{32}\.png$/);
      const picture = await editor.client.get(src);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(picture.headers.get('cache-control')).toContain('immutable');
      expect(Buffer.from(await picture.bytes())).toEqual(PNG);
    });

    it.each([
      ['a page', '<svg onload="alert(1)">', 'neither PNG nor JPEG nor WebP'],
      ['nothing', '', 'neither PNG nor JPEG nor WebP'],
      ['too much', Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)]), 'larger than 2 MB'],
    ])('is not %s', async (_what, content, words) => {
      const page = await (await signedIn()).post('/editor/new', { ...form, choiceText }, upload(content));
      expect(page.status).toBe(422);
      expect(page.text).toContain(words);
      expect(page.text).toContain('value="With a picture?"');
    });

    it('is refused before it is read when it is far too large', async () => {
      const content = Buffer.alloc(5 * 1024 * 1024);
      expect((await (await signedIn()).post('/editor/new', { ...form, choiceText }, upload(content))).status).toBe(413);
    });

    it('is kept while something else is wrong, and can be removed', async () => {
      const editor = await signedIn();
      const page = await editor.post('/editor/new', { ...form, question: '', choiceText }, upload(PNG));
      expect(page.status).toBe(422);
      const picture = find(page, /name="picture" value="([^"]*)"/);
      await editor.post('/editor/new', { ...form, question: 'Kept it?', choiceText, picture });
      const id = find(await editor.get('/', { query: { search: 'Kept it?' } }), /href="\/polls\/(\w+)"/);
      expect((await pollById(resources.database, id))?.picture).toBe(picture);
      await editor.post(`/editor/${id}/edit`, { ...form, choiceText, picture, removePicture: 'yes' });
      expect((await pollById(resources.database, id))?.picture).toBeNull();
      await editor.post(`/editor/${id}/edit`, { ...form, choiceText, picture: '../polls.db' });
      expect((await pollById(resources.database, id))?.picture).toBeNull();
    });

    it('is read for nobody whose form was made elsewhere', async () => {
      const editor = await signedIn();
      const page = await editor.get('/editor/new');
      const headers = { Accept: 'text/html' };
      const refused = await editor.post('/editor/new', { ...form, choiceText }, { ...upload(PNG), headers });
      expect(refused.status).toBe(403);
      const csrf_token = find(page, /name="csrf_token" value="([^"]*)"/);
      const taken = await editor.post('/editor/new', { ...form, choiceText, csrf_token }, { ...upload(PNG), headers });
      expect(taken.status).toBe(303);
    });

    it('goes a day after the last poll that has it', async () => {
      const { directory } = resources.pictures;
      const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
      const kept = await resources.pictures.keep({ size: jpeg.length, bytes: async () => jpeg });
      if (kept.kind !== 'kept') throw new Error(kept.reason);
      const used = await picturesInUse(resources.database);
      await resources.pictures.clean(used);
      expect(existsSync(join(directory, kept.name))).toBe(true);
      for (const name of await readdir(directory)) await utimes(join(directory, name), 0, 0);
      await resources.pictures.clean(used);
      expect(new Set(await readdir(directory))).toEqual(used);
    });
  });

  it('says which answers are pages in which language', async () => {
    const page = await createVisitor(app).get('/nowhere', { headers: { ...FROM_HERE, 'Accept-Language': 'zh' } });
    expect(page.status).toBe(404);
    expect(page.response.headers.get('content-language')).toBe('zh-Hans');
    expect(page.text).toContain('<h1>这里什么都没有</h1>');
  });
}
