/** An empty database of each kind that the site runs on. */
import { join } from 'node:path';
import { type Owner, postgresUrl, temporaryFolder, testDatabase } from '@tsgi/harness';

/** A database of the tests' own. */
export interface TestDatabase {
  readonly url: string;
  /** A directory of the tests' own. */
  readonly directory: string;
}

export async function sqliteDatabase(owner: Owner): Promise<TestDatabase> {
  const directory = temporaryFolder(owner);
  return { directory, url: `file:${join(directory, 'polls.db')}` };
}

async function postgresDatabase(owner: Owner): Promise<TestDatabase> {
  return { directory: temporaryFolder(owner), url: await testDatabase(owner) };
}

/** Each kind of database, and whether there is one to test with. */
export const databases: readonly {
  readonly name: string;
  readonly open: (owner: Owner) => Promise<TestDatabase>;
  readonly present: boolean;
}[] = [
  { name: 'SQLite', open: sqliteDatabase, present: true },
  { name: 'PostgreSQL', open: postgresDatabase, present: postgresUrl !== undefined },
];
