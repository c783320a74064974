/** Sessions in an SQLite file, shared by the processes of one machine. */
import { type Clock, systemClock } from '@tsgi/http';
import { SessionError } from './session-error.ts';
import type { ChangeResult, SessionChange, SessionStore, StoredSession } from './session-store.ts';

/** A database handle: libsql, better-sqlite3 and node:sqlite have this shape. */
export interface SqliteHandle {
  /** Runs statements that give no rows. */
  exec(sql: string): unknown;
  /** Makes a statement that can be run again. */
  prepare(sql: string): SqliteStatement;
}

/** A prepared statement of a {@link SqliteHandle}. */
export interface SqliteStatement {
  /** The first row; `undefined` or null when there is none. */
  get(...parameters: (string | number)[]): unknown;
  /** All rows. */
  all(...parameters: (string | number)[]): unknown[];
  /** Runs it; `changes` is the number of rows that it has changed. */
  run(...parameters: (string | number)[]): { readonly changes: number | bigint };
}

/** Options of {@link sqliteStore}. */
export interface SqliteStoreOptions {
  /**
   * The name of the table, which is created when it is not there.
   * @default 'tsgi_sessions'
   */
  readonly table?: string;
  /**
   * The time that sessions expire by.
   * @default the machine's
   */
  readonly clock?: Clock;
}

/** A store with the job that removes what has expired. */
export interface SqliteStore extends SessionStore {
  /** Removes expired sessions; call it now and then. Gives their number. */
  clean(): Promise<number>;
}

/**
 * Makes a store of a database handle, which may be the application's own. Each step is one statement, so it needs no
 * transaction. Set a `busy_timeout` where several processes write.
 * @throws SessionError `session-options` when the table's name is not a plain one
 */
export function sqliteStore(database: SqliteHandle, options: SqliteStoreOptions = {}): SqliteStore {
  const { table = 'tsgi_sessions', clock = systemClock } = options;
  if (!/^[a-z_][a-z0-9_]*$/i.test(table)) {
    throw new SessionError('session-options', `Not the name of a table: ${JSON.stringify(table)}`);
  }
  database.exec(`CREATE TABLE IF NOT EXISTS ${table}
    (id TEXT PRIMARY KEY, data TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ${table}_expires ON ${table} (expires)`);
  const select = database.prepare(`SELECT data, created, expires FROM ${table} WHERE id = ? AND expires > ?`);
  const insert = database.prepare(`INSERT INTO ${table} (id, data, created, expires) VALUES (?, ?, ?, ?)`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  const expired = database.prepare(`DELETE FROM ${table} WHERE expires <= ?`);
  // Values are texts, so a merge patch (RFC 7396) never looks inside them; null removes a key.
  const update = `UPDATE ${table} SET id = ?, expires = coalesce(nullif(?, ${KEPT}), expires), data = json_patch(CASE ? WHEN 1 THEN '{}' ELSE data END, ?)
    WHERE id = ? AND expires > ?`;
  const plain = database.prepare(update);
  // No JSON text is empty: '' stands for a key that is not there.
  const guarded = database.prepare(`${update} AND coalesce((SELECT value FROM json_each(data) WHERE key = ?), '') = ?`);
  const change = (id: string, wanted: SessionChange): ChangeResult => {
    const { expect, moveTo = id, expiresAt, clear } = wanted;
    const now = clock.now();
    const parameters = [moveTo, expiresAt ?? KEPT, clear ? 1 : 0, patchOf(wanted), id, now];
    if (expect === undefined) return Number(plain.run(...parameters).changes) === 1 ? 'saved' : 'gone';
    if (Number(guarded.run(...parameters, expect.key, expect.text ?? '').changes) === 1) return 'saved';
    return rowOf(select.get(id, now)) === undefined ? 'gone' : 'conflict';
  };
  return {
    guarantees: { atomic: true, shared: true, revocable: true },
    load: (id) => attempt(() => rowOf(select.get(id, clock.now()))),
    create: (id, { values, createdAt, expiresAt }) =>
      attempt(() => {
        insert.run(id, JSON.stringify(values), createdAt, expiresAt);
      }),
    change: (id, wanted) => attempt(() => change(id, wanted)),
    destroy: (id) => attempt(() => void remove.run(id)),
    clean: () => attempt(() => Number(expired.run(clock.now()).changes)),
  };
}

// Stands for the time that is there: drivers differ in how they take null.
const KEPT = -1;

/** A driver that throws rejects. */
function attempt<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}

function patchOf({ set, delete: removed }: SessionChange): string {
  return JSON.stringify({ ...Object.fromEntries(removed.map((key) => [key, null])), ...set });
}

function rowOf(row: unknown): StoredSession | undefined {
  if (row === undefined || row === null) return undefined;
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a row of the query above
  const { data, created, expires } = row as { data: string; created: number; expires: number };
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- written by this store alone
  return { values: JSON.parse(data) as Record<string, string>, createdAt: created, expiresAt: expires };
}
