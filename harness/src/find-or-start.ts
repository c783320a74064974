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
 * Has each database's `TEST_` variable name one that answers: the one that the environment names, else the usual one,
 * else a new one. Where there is none and none can be started the variable stays unset, but in CI that is an error.
 * @returns what ends those that were started
 * @throws Error in CI, that says who does not answer
 */
export async function findOrStart(databases: readonly Database[]): Promise<() => Promise<void>> {
  const { owner, end } = createOwner();
  for (const { name, usual, answers, canStart, start } of databases) {
    // Another workspace of the same run may have started one.
    const url = process.env[`TEST_${name}`] ?? process.env[name] ?? usual;
    const problem = await within(`an answer from ${url}`, answers(url)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem === undefined) process.env[`TEST_${name}`] = url;
    else if (canStart) process.env[`TEST_${name}`] = (await start(owner)).url;
    else if (process.env['CI'] === 'true') throw new Error(`${url} does not answer`, { cause: problem });
  }
  return tearDown(end);
}
