// @ts-check
/**
 * What a page costs without a server around it: its queries, and its text from what they gave. Prints µs of CPU a page,
 * user and system, as JSON; the page's name is the argument, then seconds.
 */
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { createTemplates } from '@tsgi/templates';
import { listArticles } from '../../apps/conduit/src/models/articles.ts';
import { listPolls, pollById } from '../../apps/polls/src/models/polls.ts';
import { castVote } from '../../apps/polls/src/models/votes.ts';
import { pagesOf } from '../../apps/polls/src/views/pages.ts';
import { createNunjucks, languages, pageValues, templates } from '../peers/polls-pages.mjs';
import { copyData } from './copies.mjs';
import { conduitDatabase, pollsDatabase } from './data.mjs';

const { BENCHMARK_POLL: id = '', BENCHMARK_CHOICE: choice = '' } = process.env;
const [, , page = '', seconds = '1'] = process.argv;

/** The connections of `wrk`. */
const AT_ONCE = 64;

/** Steps of each page; what one gives, the next one takes. @type {Record<string, () => Promise<Record<string, number>>>} */
const pages = {
  list: async () => {
    const database = await pollsDatabase(copyData());
    const query = () => listPolls(database, { search: '', state: 'open' }, { number: 1, size: 9 });
    const found = await query();
    const nunjucks = createNunjucks();
    const ours = await createTemplates({ directories: [templates], reload: false });
    const values = () => {
      const [language] = languages;
      if (language === undefined) throw new Error('There is no language');
      const list = { ...found, search: '', state: 'open', pages: pagesOf(1, found.total, 9) };
      return { ...pageValues(language, '/'), ...list, messages: () => [], editor: undefined, csrfField: () => '' };
    };
    if (nunjucks.render('polls/list.njk', values()) !== (await ours.renderToString('polls/list.njk', values()))) {
      throw new Error('The two render different pages');
    }
    return {
      queries: await cost(query),
      render: await cost(() => nunjucks.render('polls/list.njk', values())),
      'our render': await cost(() => ours.renderToString('polls/list.njk', values())),
    };
  },
  vote: async () => {
    const database = await pollsDatabase(copyData());
    const vote = async () => {
      await pollById(database, id);
      return castVote(database, { pollId: id, choiceId: Number(choice), voter: randomUUID() });
    };
    return { queries: await cost(vote), render: 0 };
  },
  articles: async () => {
    const database = await conduitDatabase(copyData());
    const query = () => listArticles(database, {}, { limit: 20, offset: 0 }, undefined);
    const found = await query();
    return { queries: await cost(query), render: await cost(() => JSON.stringify(found)) };
  },
};

console.log(JSON.stringify(await pages[page]?.()));
process.exit();

/** CPU of one run in µs, with as many at once as a server under load has. @param {() => unknown} run */
async function cost(run) {
  const all = () => Promise.all(Array.from({ length: AT_ONCE }, run));
  for (let time = 0; time < 10; time++) await all();
  const end = performance.now() + Number(seconds) * 1000;
  const before = process.cpuUsage();
  let times = 0;
  for (; performance.now() < end; times += AT_ONCE) await all();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
