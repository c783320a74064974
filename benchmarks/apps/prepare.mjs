// @ts-check
/** Makes the data in the folder that is named, and prints which poll and choice to vote for. */
import process from 'node:process';
import { addArticle, articleBySlug, favorite } from '../../apps/conduit/src/models/articles.ts';
import { addUser } from '../../apps/conduit/src/models/users.ts';
import { addPoll, listPolls, pollById } from '../../apps/polls/src/models/polls.ts';
import { createPictures } from '../../apps/polls/src/pictures.ts';
import { seed } from '../../apps/polls/src/seed.ts';
import { conduitDatabase, inApps, pollsDatabase } from './data.mjs';

const [, , folder = ''] = process.argv;

const polls = await pollsDatabase(folder);
const pictures = createPictures(`${folder}/pictures`);
await seed({ database: polls, pictures, directory: inApps('polls/seed'), password: () => 'only measured with' });
for (let number = 1; number <= 5; number++) {
  await addPoll(polls, {
    question: `Which of the two, and why, is number ${number}?`,
    description: 'Both are "right" & <wrong>.',
    picture: null,
    pictureText: '',
    choices: [
      { id: undefined, text: 'One' },
      { id: undefined, text: 'Two' },
    ],
  });
}
const [newest] = (await listPolls(polls, { state: 'open' }, { number: 1, size: 1 })).polls;
const poll = await pollById(polls, newest?.id ?? '');
await polls.close();

const conduit = await conduitDatabase(folder);
const users = [];
for (let number = 1; number <= 10; number++) {
  users.push(await addUser(conduit, { email: `${number}@example.com`, username: `user ${number}`, password: '-' }));
}
for (let number = 0; number < 100; number++) {
  const slug = await addArticle(conduit, users[number % users.length]?.id ?? 0, {
    title: `Article number ${number}`,
    description: 'What one would like to know before one reads it.',
    body: 'A paragraph of some length. '.repeat(50),
    tagList: ['measured', `tag ${number % 7}`],
  });
  const id = (await articleBySlug(conduit, slug, undefined))?.id ?? 0;
  for (const user of users.slice(0, number % 10)) await favorite(conduit, id, user.id);
}
await conduit.close();
console.log(JSON.stringify({ poll: poll?.id, choice: poll?.choices[0]?.id }));
