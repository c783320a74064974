/** Sessions in PostgreSQL: a row for each, one statement for each step. */
import { type Clock, systemClock } from '@tsgi/http';
import { SessionError } from './session-error.ts';
import type { ChangeResult, SessionStore, StoredSession } from './session-store.ts';

/** A pool or client of `pg`. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
}

/** Options of {@link postgresStore}. */
export interface PostgresStoreOptions {
  /**
   * The name of the table, with its schema if it has one.
   * @default 'tsgi_sessions'
   */
  readonly table?: string;
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** A store with what its table needs. */
export interface PostgresStore extends SessionStore {
  /** Creates the table where it is not there. Call it before the first request, in as many processes as there are. */
  migrate(): Promise<void>;
  /** Removes expired sessions; call it now and then. Gives their number. */
  clean(): Promise<number>;
}

/**
 * Makes a store of a pool of `pg`. Listen to the pool's `'error'`, and catch what `clean` rejects with: an idle
 * connection that its server ends, or a `clean` that fails, ends the process when nobody does.
 * @throws SessionError `session-options` when the table's name is not a plain one
 */
export function postgresStore(pool: PostgresClient, options: PostgresStoreOptions = {}): PostgresStore {
  const { table = 'tsgi_sessions', clock = systemClock } = options;
  if (!/^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?$/.test(table)) {
    throw new SessionError('session-options', `Not the name of a table: ${JSON.stringify(table)}`);
  }
  const index = `${table.replace('.', '_')}_expires`;
  const change = `WITH found AS (SELECT id FROM ${table} WHERE id = $1 AND expires > $2), saved AS (
      UPDATE ${table} SET id = $3, expires = COALESCE($4::bigint, expires),
        data = ((CASE WHEN $5 THEN '{}'::jsonb ELSE data END) - $6::text[]) || $7::jsonb
      WHERE id = $1 AND expires > $2 AND (NOT $8 OR data ->> $9::text IS NOT DISTINCT FROM $10::text)
      RETURNING id)
    SELECT CASE WHEN EXISTS (SELECT FROM saved) THEN 'saved'
      WHEN EXISTS (SELECT FROM found) AND $8 THEN 'conflict' ELSE 'gone' END AS result`;
  return {
    guarantees: { atomic: true, shared: true, revocable: true },
    migrate: async () => {
      // One transaction. Processes that start together take turns: IF NOT EXISTS alone lets the second one fail.
      await pool.query(`SELECT pg_advisory_xact_lock(hashtext('@tsgi/sessions ${table}'));
        CREATE TABLE IF NOT EXISTS ${table}
          (id text PRIMARY KEY, data jsonb NOT NULL, created bigint NOT NULL, expires bigint NOT NULL);
        CREATE INDEX IF NOT EXISTS ${index} ON ${table} (expires)`);
    },
    clean: async () => (await pool.query(`DELETE FROM ${table} WHERE expires <= $1`, [clock.now()])).rowCount ?? 0,
    load: async (id) => {
      const select = `SELECT data, created, expires FROM ${table} WHERE id = $1 AND expires > $2`;
      return rowOf((await pool.query(select, [id, clock.now()])).rows[0]);
    },
    create: async (id, { values, createdAt, expiresAt }) => {
      const insert = `INSERT INTO ${table} (id, data, created, expires) VALUES ($1, $2, $3, $4)`;
      await pool.query(insert, [id, JSON.stringify(values), createdAt, expiresAt]);
    },
    change: async (id, { set, delete: removed, clear, expiresAt, expect, moveTo = id }) => {
      const parameters = [id, clock.now(), moveTo, expiresAt ?? null, clear, [...removed], JSON.stringify(set)];
      const guard = [expect !== undefined, expect?.key ?? '', expect?.text ?? null];
      return resultOf((await pool.query(change, [...parameters, ...guard])).rows[0]);
    },
    destroy: async (id) => {
      await pool.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
    },
  };
}

function resultOf(row: unknown): ChangeResult {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a row of the statement above
  return (row as { readonly result: ChangeResult }).result;
}

function rowOf(row: unknown): StoredSession | undefined {
  if (row === undefined) return undefined;
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a row of the query above; bigint is a text
  const { data, created, expires } = row as { data: Record<string, string>; created: string; expires: string };
  return { values: data, createdAt: Number(created), expiresAt: Number(expires) };
}
