/** An empty database of each kind that Conduit runs on. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Owner, postgresUrl, temporaryFolder, testDatabase, within } from '@tsgi/harness';
import { type Database, openDatabase } from '../src/models/database.ts';

async function sqliteDatabase(owner: Owner): Promise<Database> {
  return opened(owner, `file:${join(temporaryFolder(owner), 'conduit.db')}`);
}

async function postgresDatabase(owner: Owner): Promise<Database> {
  return opened(owner, await testDatabase(owner));
}

/** Each kind of database, and whether there is one to test with. */
export const databases: readonly {
  readonly name: string;
  readonly open: (owner: Owner) => Promise<Database>;
  readonly present: boolean;
}[] = [
  { name: 'SQLite', open: sqliteDatabase, present: true },
  { name: 'PostgreSQL', open: postgresDatabase, present: postgresUrl !== undefined },
];

async function opened(owner: Owner, url: string): Promise<Database> {
  const opening = openDatabase(url, fileURLToPath(new URL('../migrations', import.meta.url)));
  const database = await within(`the database ${url}`, opening);
  owner(() => database.close());
  return database;
}
