/** What a new site begins with: somebody who may write, and polls to look at. */
import { readFile } from 'node:fs/promises';
import type { Database } from './models/database.ts';
import { addEditor, hasEditors } from './models/editors.ts';
import { isTaken } from './models/is-taken.ts';
import { addPoll, pollById, setClosed } from './models/polls.ts';
import { castVote } from './models/votes.ts';
import { hashPassword } from './passwords.ts';
import type { Pictures } from './pictures.ts';
import { type SeedPoll, seedPolls } from './seed-polls.ts';

/** What the first start needs. */
export interface SeedOptions {
  readonly database: Database;
  readonly pictures: Pictures;
  /** The directory of the pictures to begin with. */
  readonly directory: string;
  /** Asked for only when there is no editor yet. */
  readonly password: () => string;
}

/** The name of the editor that a new site has. */
export const FIRST_EDITOR = 'editor';

/** Fills a new database. Gives `false` when it was not new, or another process fills it. */
export async function seed({ database, pictures, directory, password }: SeedOptions): Promise<boolean> {
  if (await hasEditors(database)) return false;
  try {
    await addEditor(database, { name: FIRST_EDITOR, password: await hashPassword(password()) });
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  for (const [age, poll] of [...seedPolls.entries()].reverse()) {
    await addSeedPoll(database, poll, await keepPicture(pictures, directory, poll), age);
  }
  return true;
}

async function keepPicture(pictures: Pictures, directory: string, poll: SeedPoll): Promise<string | null> {
  if (poll.picture === undefined) return null;
  const bytes = await readFile(`${directory}/${poll.picture}`);
  const kept = await pictures.keep({ size: bytes.length, bytes: () => Promise.resolve(bytes) });
  return kept.kind === 'kept' ? kept.name : null;
}

async function addSeedPoll(database: Database, poll: SeedPoll, picture: string | null, age: number): Promise<void> {
  const { question, description, pictureText = '', choices, isClosed = false } = poll;
  const created = new Date(Date.now() - age * 26 * 3600 * 1000);
  const draft = { question, description, picture, pictureText };
  const texts = choices.map(([text]) => ({ id: undefined, text }));
  const pollId = await addPoll(database, { ...draft, choices: texts }, created);
  const added = (await pollById(database, pollId))?.choices ?? [];
  for (const [index, choice] of added.entries()) {
    const votes = choices[index]?.[1] ?? 0;
    for (let voter = 0; voter < votes; voter++) {
      await castVote(database, { pollId, choiceId: choice.id, voter: `seed ${choice.id} ${voter}` });
    }
  }
  if (isClosed) await setClosed(database, pollId, true);
}
