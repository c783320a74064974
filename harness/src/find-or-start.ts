import { within } from './deadline.ts';
import { createOwner, type Owner, tearDown } from './owner.ts';

/** A server that tests need, and how they get one. */
export interface Database {
  /** The environment variable that says where it is; with `TEST_` before it, where tests find it. */
  readonly name: string;
  /** Where it is on a development machine. */
  readonly usual: string;
  /** Throws what is wrong with the one at `url`. */
  readonly answers: (url: string) => Promise<void>;
  readonly canStart: boolean;
  readonly start: (owner: Owner) => Promise<{ readonly url: string }>;
}

/**
 * Sets the `TEST_` variable of each database to the URL of one that answers: the one that the environment names, else
 * the usual one, else a new one. The variable stays unset if there is none and none can be started, which is an error
 * in CI.
 * @returns a function that stops the databases that were started
 * @throws Error if one cannot be started, or in CI is missing; the others are stopped first
 */
export async function findOrStart(databases: readonly Database[]): Promise<() => Promise<void>> {
  const { owner, end } = createOwner();
  try {
    for (const database of databases) {
      const url = await urlOf(database, owner);
      if (url !== undefined) process.env[`TEST_${database.name}`] = url;
    }
  } catch (error) {
    await end();
    throw error;
  }
  return tearDown(end);
}

async function urlOf({ name, usual, answers, canStart, start }: Database, owner: Owner): Promise<string | undefined> {
  // Another workspace of the same run may have started one.
  const url = process.env[`TEST_${name}`] ?? process.env[name] ?? usual;
  try {
    await within(`an answer from ${url}`, answers(url));
    return url;
  } catch (cause) {
    if (canStart) return (await start(owner)).url;
    if (process.env['CI'] !== 'true') return undefined;
    throw new Error(`${url} does not answer. Set ${name}, or install what .ci/packages.txt lists`, { cause });
  }
}
