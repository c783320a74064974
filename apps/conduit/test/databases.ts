/** An empty database of each kind that Conduit runs on. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Database, openDatabase } from '../src/models/database.ts';

/** A database of the tests' own, and how it goes away. */
export interface TestDatabase {
  readonly database: Database;
  remove(): Promise<void>;
}

export async function sqliteDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'conduit-'));
  const database = await openDatabase(`file:${join(directory, 'conduit.db')}`, migrations);
  return {
    database,
    remove: async () => {
      await database.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export async function postgresDatabase(): Promise<TestDatabase> {
  const name = `conduit_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  const database = await openDatabase(url.href, migrations);
  return {
    database,
    remove: async () => {
      await database.close();
      await administer(`drop database ${name} with (force)`);
    },
  };
}

/** Whether there is a PostgreSQL to test with. Where CI runs, there has to be one. */
export async function hasPostgres(): Promise<boolean> {
  if (process.env['CI'] === 'true') return true;
  return administer('select 1').then(
    () => true,
    () => false,
  );
}

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));
const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
