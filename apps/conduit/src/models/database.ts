/**
 * One database, SQLite (libsql) or PostgreSQL, behind one interface: the queries of the models are written once, with
 * the tables of SQLite, and mean the same in both. What an application must close is here.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle as drizzleLibsql, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate as migrateSqlite } from 'drizzle-orm/libsql/migrator';
import { drizzle as drizzlePostgres, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { oneAtATime } from './one-at-a-time.ts';
import * as postgresTables from './postgres-tables.ts';
import * as sqliteTables from './sqlite-tables.ts';

/** What queries are written with. */
export type Query = Pick<LibSQLDatabase, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | '$count'>;

/** The tables, under the names that queries use. */
export type Tables = typeof sqliteTables;

/** A statement that changes something and gives nothing back. */
export type Statement = ReturnType<ReturnType<ReturnType<Query['insert']>['values']>['onConflictDoNothing']>;

/** A database with its tables made. */
export interface Database {
  readonly query: Query;
  readonly tables: Tables;
  /** Runs all statements or none of them. */
  atomically(statements: (query: Query) => readonly [Statement, ...Statement[]]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date.
 * @param url `postgres://...`, or `file:` and the path of an SQLite file, which is made when there is none
 * @param migrations the folder with those of each dialect
 */
export function openDatabase(url: string, migrations: string): Promise<Database> {
  return /^postgres(ql)?:/.test(url)
    ? openPostgres(url, join(migrations, 'postgres'))
    : openSqlite(url, join(migrations, 'sqlite'));
}

async function openSqlite(url: string, migrationsFolder: string): Promise<Database> {
  mkdirSync(dirname(url.replace(/^file:/, '')), { recursive: true });
  // Writers of other processes are waited for; within this one, no statement is left halfway at an `await`.
  const client = createClient({ url, timeout: 5000 });
  await client.execute('pragma journal_mode = wal');
  const query = drizzleLibsql(client);
  await migrateSqlite(query, { migrationsFolder });
  return {
    query,
    tables: sqliteTables,
    atomically: async (statements) => {
      await query.batch([...statements(query)]);
    },
    close: () => Promise.resolve(client.close()),
  };
}

async function openPostgres(url: string, migrationsFolder: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url });
  // An idle connection that the server closes is replaced by the next query.
  pool.on('error', () => undefined);
  const database = drizzlePostgres(pool);
  await oneAtATime(pool, (client) => migratePostgres(drizzlePostgres(client), { migrationsFolder }));
  return {
    query: asQuery(database),
    tables: asTables(postgresTables),
    atomically: (statements) =>
      database.transaction(async (transaction) => {
        for (const statement of statements(asQuery(transaction))) await statement;
      }),
    close: () => pool.end(),
  };
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
