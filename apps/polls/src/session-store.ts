/** Where sessions are kept: in Redis where there is one, else in the database of the site. */
import type { SessionStore } from '@tsgi/sessions';
import { postgresStore } from '@tsgi/sessions/postgres';
import { redisStore } from '@tsgi/sessions/redis';
import { sqliteStore } from '@tsgi/sessions/sqlite';
import type { Redis } from 'ioredis';
import Sqlite from 'libsql';
import pg from 'pg';
import { isPostgres } from './models/database.ts';
import { oneAtATime } from './models/one-at-a-time.ts';

/** An open store. */
export interface OpenedStore {
  readonly store: SessionStore;
  /** Removes what has expired; to be called now and then. */
  clean(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the store; a Redis stays the caller's to close. */
export async function openSessionStore(databaseUrl: string, redis: Redis | undefined): Promise<OpenedStore> {
  if (redis !== undefined) {
    return { store: redisStore(redis), clean: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  if (isPostgres(databaseUrl)) {
    const pool = new pg.Pool({ connectionString: databaseUrl });
    pool.on('error', () => undefined);
    const store = postgresStore(pool);
    await oneAtATime(pool, () => store.migrate());
    return { store, clean: () => store.clean(), close: () => pool.end() };
  }
  const database = new Sqlite(databaseUrl.replace(/^file:/, ''), { timeout: 5000 });
  const store = sqliteStore(database);
  return { store, clean: () => store.clean(), close: () => Promise.resolve(void database.close()) };
}
