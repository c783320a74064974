/** The demo in a real browser. Which database it has makes no difference there. */
import { join } from 'node:path';
import { temporaryFolder } from '@tsgi/harness';
import { type Server, serve } from '@tsgi/server';
import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolls } from '../../apps/polls/src/app.ts';
import { addPoll, listPolls, setClosed } from '../../apps/polls/src/models/polls.ts';
import { resultsOf } from '../../apps/polls/src/models/votes.ts';
import { type OpenedResources, openResources } from '../../apps/polls/src/resources.ts';
import { openWindow } from './windows.ts';

const PASSWORD = 'correct horse battery';

describe('polls', () => {
  let resources: OpenedResources;
  let server: Server;
  const folder = temporaryFolder(afterAll);

  beforeAll(async () => {
    const DATABASE_URL = `file:${join(folder, 'polls.db')}`;
    resources = await openResources({ DATABASE_URL, POLLS_VAR: folder, POLLS_EDITOR_PASSWORD: PASSWORD });
    server = await start(0);
  });
  afterAll(async () => {
    await server.close({ timeout: 1000 });
    await resources.close();
  });

  function open(options: BrowserContextOptions = {}): Promise<Page> {
    return openWindow({ baseURL: server.url, ...options });
  }

  async function start(port: number): Promise<Server> {
    return serve(await createPolls(resources), { port });
  }

  /** A poll of the test's own. Returns its id. */
  function newPoll(question: string): Promise<string> {
    const choices = ['Yes', 'No'].map((text) => ({ id: undefined, text }));
    return addPoll(resources.database, { question, description: '', picture: null, pictureText: '', choices });
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto('/sign-in');
    await page.fill('#name', 'editor');
    await page.fill('#password', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/editor/');
  }

  const total = (page: Page, text: string) => page.locator('[data-total]', { hasText: text }).waitFor();

  it('lets a visitor vote, and another one see the chart move, also after a restart', async () => {
    const id = await newPoll('Does it move?');
    const [watcher, voter, later] = [await open(), await open(), await open()];
    await watcher.goto(`/polls/${id}/results`);
    await total(watcher, '0 votes');
    await watcher.getByText('Live', { exact: true }).waitFor();

    await voter.goto('/');
    await voter.getByRole('link', { name: 'Does it move?' }).click();
    await voter.evaluate('window.isTheSamePage = true');
    await voter.getByLabel('Yes').check();
    await voter.getByRole('button', { name: 'Vote' }).click();
    await voter.getByText('Thank you, your vote is counted.').waitFor();
    expect(voter.url()).toBe(`${server.url}/polls/${id}/results`);
    expect(await voter.evaluate('window.isTheSamePage')).toBe(true);
    await total(watcher, '1 vote');
    expect(await watcher.locator('.leads rect').getAttribute('width')).toBe('100%');

    const { port } = new URL(server.url);
    await server.close({ timeout: 1000 });
    server = await start(Number(port));
    await later.goto(`/polls/${id}`);
    await later.getByLabel('No').check();
    await later.getByRole('button', { name: 'Vote' }).click();
    await total(later, '2 votes');
    await total(watcher, '2 votes');
    await total(voter, '2 votes');
  });

  it('shows at once that a poll is closed, and that it is open again', async () => {
    const id = await newPoll('Is it open?');
    const page = await open();
    await page.goto(`/polls/${id}/results`);
    const live = page.getByText('Live', { exact: true });
    const vote = page.getByRole('link', { name: 'Vote' });
    const closed = page.locator('[data-state=closed]');
    await live.waitFor();
    await vote.waitFor();
    await setClosed(resources.database, id, true);
    await closed.waitFor();
    expect([await live.isVisible(), await vote.isVisible()]).toEqual([false, false]);
    await setClosed(resources.database, id, false);
    await vote.waitFor();
    expect([await live.isVisible(), await closed.isVisible()]).toEqual([true, false]);
  });

  it('works without JavaScript', async () => {
    const id = await newPoll('Without a script?');
    const page = await open({ javaScriptEnabled: false });
    await page.goto(`/polls/${id}`);
    await page.getByLabel('No').check();
    await page.getByRole('button', { name: 'Vote' }).click();
    await page.getByText('Thank you, your vote is counted.').waitFor();
    expect((await resultsOf(resources.database, id))?.choices.map(({ votes }) => votes)).toEqual([0, 1]);

    await signIn(page);
    await page.getByRole('link', { name: 'New poll' }).click();
    await page.getByLabel('Choice 2', { exact: true }).fill('first');
    await page.getByLabel('Choice 3', { exact: true }).fill('second');
    await page.getByRole('button', { name: 'Move choice 3 up' }).click();
    expect(await page.getByLabel('Choice 2', { exact: true }).inputValue()).toBe('second');
    await page.getByLabel('Question').fill('Made without a script?');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The poll is open.').waitFor();
    await page.getByRole('button', { name: 'Close “Made without a script?”' }).click();
    await page.getByText('The poll is closed.').waitFor();
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '管理投票' }).waitFor();
  });

  it('takes a visitor from the search to the results by keyboard alone', async () => {
    const id = await newPoll('Found by keyboard?');
    const page = await open();
    const { keyboard } = page;
    await page.goto('/');
    await tabTo(page, 'Search polls');
    await keyboard.type('by keyboard');
    await keyboard.press('Enter');
    await page.getByText('1 poll for “by keyboard”').waitFor();
    await press(page, 'Found by keyboard?');
    await page.waitForURL(`**/polls/${id}`);
    await tabTo(page, 'Yes');
    await keyboard.press('Space');
    expect(await page.getByLabel('Yes').isChecked()).toBe(true);
    await keyboard.press('ArrowDown');
    expect(await page.getByLabel('No').isChecked()).toBe(true);
    await keyboard.press('Enter');
    await page.getByText('Thank you, your vote is counted.').waitFor();
    expect((await resultsOf(resources.database, id))?.choices.map(({ votes }) => votes)).toEqual([0, 1]);
  });

  it('takes an editor through a whole day by keyboard alone', async () => {
    const page = await open();
    const { keyboard } = page;

    await page.goto('/editor/');
    await page.waitForURL('**/sign-in?next=*');
    await page.locator('#name:focus').waitFor();
    await keyboard.type('editor');
    await tabTo(page, 'Password');
    await keyboard.type('wrong');
    await keyboard.press('Enter');
    await page.getByText('There is no editor with that name and password').waitFor();
    await page.locator('#password:focus').waitFor();
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await page.getByText('You are signed in.').waitFor();

    await press(page, 'New poll');
    await page.waitForURL('**/editor/new');
    await tabTo(page, 'Choice 1');
    await keyboard.type('Tea');
    await tabTo(page, 'Choice 2');
    await keyboard.type('Coffee');
    // Enter saves, and the question is missing: the focus is there.
    await keyboard.press('Enter');
    await page.getByText('Write a question').waitFor();
    await page.locator('#question:focus').waitFor();
    await keyboard.type('Tea or coffee?');
    await press(page, 'Move choice 2 up');
    await page.locator('[name=choiceText]').first().and(page.locator('[value=Coffee]')).waitFor();
    await press(page, 'Add a choice');
    await page.locator('[aria-label="Choice 4"]:focus').waitFor();
    await keyboard.type('Water');
    const picture = join(import.meta.dirname, '../../apps/polls/seed/books.jpg');
    await page.getByLabel('File').setInputFiles(picture);
    await tabTo(page, 'What is to be seen on it');
    await keyboard.type('Books');
    await press(page, 'Save');
    await page.getByText('The poll is open.').waitFor();

    const { polls } = await listPolls(resources.database, { search: 'tea or coffee' }, { number: 1, size: 1 });
    expect(polls).toMatchObject([{ pictureText: 'Books', picture: expect.stringMatching(/\.jpg$/) as unknown }]);
    const [{ id } = { id: '' }] = polls;
    const choices = async () => (await resultsOf(resources.database, id))?.choices.map(({ text }) => text);
    expect(await choices()).toEqual(['Coffee', 'Tea', 'Water']);

    await press(page, 'Tea or coffee?');
    await page.getByRole('heading', { name: 'Edit the poll' }).waitFor();
    await press(page, 'Remove choice 3');
    await page.getByLabel('Choice 3', { exact: true }).waitFor({ state: 'detached' });
    await press(page, 'Save');
    await page.getByText('The poll is saved.').waitFor();
    expect(await choices()).toEqual(['Coffee', 'Tea']);

    await press(page, 'Close “Tea or coffee?”');
    await page.getByText('The poll is closed.').waitFor();
    await press(page, 'Open again: “Tea or coffee?”');
    await page.getByText('The poll is open.').waitFor();
    await press(page, 'Delete “Tea or coffee?”');
    await page.getByRole('heading', { name: 'Delete the poll' }).waitFor();
    await press(page, 'Delete');
    await page.getByText('The poll is deleted.').waitFor();
    await press(page, 'Sign out');
    await page.getByText('You are signed out.').waitFor();
  });

  /** Every kind of page, from a window of somebody who has signed in. */
  async function* everyPage(page: Page): AsyncGenerator<string> {
    const { polls } = await listPolls(resources.database, { search: 'lunch' }, { number: 1, size: 1 });
    const id = polls[0]?.id ?? '';
    for (const path of [
      '/',
      '/?state=closed',
      '/?search=zzz',
      `/polls/${id}`,
      `/polls/${id}/results`,
      '/sign-in',
      '/nowhere',
    ]) {
      await page.goto(path);
      yield path;
    }
    await page.goto(`/polls/${id}`);
    await page.evaluate('document.querySelector(".vote").submit()');
    await page.locator('.wrong').waitFor();
    yield 'a vote for nothing';
    await signIn(page);
    for (const path of ['/editor/', `/editor/${id}/edit`, '/editor/new', `/editor/${id}/delete`]) {
      await page.goto(path);
      yield path;
    }
    await page.goto('/editor/new');
    await page.locator('button.primary').click();
    await page.locator('.wrong').first().waitFor();
    yield 'a form with errors';
    yield* pagesAfterDeeds(page, await newPoll('What is left to be seen?'));
  }

  /** What is to be seen only after something was done; as an editor who has signed in. */
  async function* pagesAfterDeeds(page: Page, id: string): AsyncGenerator<string> {
    await page.goto('/editor/new');
    await page.locator('[value="down:0"]').click();
    await page.locator('[value="down:1"]:focus').waitFor();
    yield 'an arranged form';
    await page.goto(`/polls/${id}`);
    await page.locator('[name=choice]').first().check();
    await page.locator('.vote .primary').click();
    await page.locator('.message.success').waitFor();
    await page.locator('.mine').waitFor();
    await page.locator('[data-state=live]').waitFor();
    yield 'the results after a vote';
    await page.goto('/');
    await page.evaluate(`fetch('/polls/${id}/vote', {
      method: 'POST',
      body: new URLSearchParams({ choice: ${(await resultsOf(resources.database, id))?.choices[1]?.id ?? 0} }),
      redirect: 'manual',
    })`);
    await page.goto(`/polls/${id}/results`);
    await page.locator('.message.warning').waitFor();
    yield 'a second vote';
    await setClosed(resources.database, id, true);
    await page.goto(`/polls/${id}/results`);
    await page.locator('[data-state=closed]').waitFor();
    yield 'the results of a closed poll';
  }

  it('gives axe nothing to find, light and dark, and fits into 320 pixels', async () => {
    const page = await open({ reducedMotion: 'reduce', viewport: NARROW });
    const found: string[] = [];
    const check = async (name: string, runOnly: readonly string[]): Promise<void> => {
      const run = `axe.run({ runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`;
      const { violations } = await page.evaluate<axe.AxeResults>(run);
      found.push(...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`));
    };
    for await (const name of everyPage(page)) {
      found.push(...(await tooWide(page, name)));
      await page.evaluate(axe.source);
      await check(name, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
      await page.emulateMedia({ colorScheme: 'dark' });
      await check(`${name} in the dark`, ['color-contrast']);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    expect(found).toEqual([]);
  });

  it('fits into 320 pixels in Chinese', async () => {
    const page = await open({ locale: 'zh-CN', viewport: NARROW });
    const wide: string[] = [];
    for await (const name of everyPage(page)) wide.push(...(await tooWide(page, name)));
    expect(wide).toEqual([]);
  });
});

/** Goes on with the Tab key until the thing of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const named = 'document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.innerText';
    const focused = await page.evaluate<string>(`(${named} ?? document.activeElement.innerText).trim()`);
    if (focused.replace(/^\+ /, '').startsWith(name)) return;
  }
  throw new Error(`The Tab key does not lead to ${name}`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

const NARROW = { width: 320, height: 640 };

async function tooWide(page: Page, name: string): Promise<readonly string[]> {
  // What is in the document may not have its style yet.
  await page.waitForLoadState();
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  return width > NARROW.width ? [`${name} is ${width} pixels wide`] : [];
}
