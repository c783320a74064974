/**
 * One database, SQLite (libsql) or PostgreSQL, behind one interface: the queries of the models are written once, with
 * the tables of SQLite, and mean the same in both. What an application must close is here.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { drizzle as drizzleLibsql, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate as migrateSqlite } from 'drizzle-orm/libsql/migrator';
import { drizzle as drizzlePostgres, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { oneAtATime } from './one-at-a-time.ts';
import * as postgresTables from './postgres-tables.ts';
import * as sqliteTables from './sqlite-tables.ts';

/** What queries are written with. */
export type Query = Pick<LibSQLDatabase, 'select' | 'insert' | 'update' | 'delete' | '$count'>;

/** The tables, under the names that queries use. */
export type Tables = typeof sqliteTables;

/** A statement that changes something and gives nothing back. */
export type Statement = BatchItem<'sqlite'> & PromiseLike<unknown>;

/** A database with its tables made. */
export interface Database {
  readonly query: Query;
  readonly tables: Tables;
  /** Runs all statements or none of them. */
  atomically(statements: (query: Query) => readonly [Statement, ...Statement[]]): Promise<void>;
  /** Runs a statement in words that both databases know. Gives how many rows it has changed. */
  run(statement: SQL): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date.
 * @param url `postgres://...`, or `file:` and the path of an SQLite file, which is made when there is none
 * @param migrations the folder with those of each dialect
 */
export function openDatabase(url: string, migrations: string): Promise<Database> {
  return isPostgres(url)
    ? openPostgres(url, join(migrations, 'postgres'))
    : openSqlite(url, join(migrations, 'sqlite'));
}

/** Whether a URL is one of PostgreSQL; else it is that of an SQLite file. */
export function isPostgres(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

async function openSqlite(url: string, migrationsFolder: string): Promise<Database> {
  mkdirSync(dirname(url.replace(/^file:/, '')), { recursive: true });
  // Writers of other processes are waited for; within this one, no statement is left halfway at an `await`.
  const client = createClient({ url, timeout: 5000 });
  const query = drizzleLibsql(client);
  await againIfOthersWereFaster(async () => {
    await client.execute('pragma journal_mode = wal');
    await migrateSqlite(query, { migrationsFolder });
  });
  return {
    query,
    tables: sqliteTables,
    atomically: async (statements) => {
      const [first, ...others] = statements(query);
      await query.batch([first, ...others]);
    },
    run: async (statement) => (await query.run(statement)).rowsAffected,
    close: () => Promise.resolve(client.close()),
  };
}

async function openPostgres(url: string, migrationsFolder: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url });
  // An idle connection that the server closes is replaced by the next query.
  pool.on('error', () => undefined);
  await oneAtATime(pool, (client) => migratePostgres(drizzlePostgres(client), { migrationsFolder }));
  const database = drizzlePostgres(pool);
  return {
    query: asQuery(database),
    tables: asTables(postgresTables),
    atomically: (statements) =>
      database.transaction(async (transaction) => {
        for (const statement of statements(asQuery(transaction))) await statement;
      }),
    run: async (statement) => (await database.execute(statement)).rowCount ?? 0,
    close: () => pool.end(),
  };
}

/**
 * Workers start together. A migration is made whole or not at all, so who comes too late finds it made. Whatever the
 * first error was, the second try tells: one that others did not cause comes again, and is thrown.
 */
async function againIfOthersWereFaster(migrate: () => Promise<void>): Promise<void> {
  try {
    await migrate();
  } catch {
    await migrate();
  }
}

/** What the models use of Drizzle is the same for both dialects, but for its types. */
function asQuery(database: Pick<NodePgDatabase, keyof Query>): Query {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above; the tests run on both
  return database as unknown as Query;
}

/** The columns have the same names and give the same values in both: a test compares them. */
function asTables(tables: typeof postgresTables): Tables {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
  return tables as unknown as Tables;
}
