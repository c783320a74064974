/** An empty database of each kind that the site runs on. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A database of the tests' own, and how it goes away. */
export interface TestDatabase {
  readonly url: string;
  /** A directory of the tests' own. */
  readonly directory: string;
  remove(): Promise<void>;
}

export async function sqliteDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'polls-'));
  return {
    directory,
    url: `file:${join(directory, 'polls.db')}`,
    remove: async () => rmSync(directory, { recursive: true }),
  };
}

async function postgresDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'polls-'));
  const name = `polls_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return {
    directory,
    url: url.href,
    remove: async () => {
      rmSync(directory, { recursive: true });
      await administer(`drop database ${name} with (force)`);
    },
  };
}

/** Where CI runs, there has to be a PostgreSQL. */
async function hasPostgres(): Promise<boolean> {
  if (process.env['CI'] === 'true') return true;
  return administer('select 1').then(
    () => true,
    () => false,
  );
}

const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Each kind of database, and whether there is one to test with. */
export const databases: readonly { name: string; open: () => Promise<TestDatabase>; present: boolean }[] = [
  { name: 'SQLite', open: sqliteDatabase, present: true },
  { name: 'PostgreSQL', open: postgresDatabase, present: await hasPostgres() },
];

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
