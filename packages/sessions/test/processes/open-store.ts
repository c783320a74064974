/**
 * A store by its kind and place, as each process opens it for itself. What it writes need not outlive a crash: nobody
 * waits for the disk.
 */
import Database from 'libsql';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { postgresStore } from '../../src/postgres.ts';
import { redisStore } from '../../src/redis.ts';
import type { SessionStore } from '../../src/session-store.ts';
import { sqliteStore } from '../../src/sqlite.ts';

export type Kind = 'sqlite' | 'redis' | 'postgres';

export interface OpenedStore {
  readonly store: SessionStore;
  /** Takes away what the test has left. */
  readonly remove: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/** @param place a file, a prefix of keys, or a table */
export async function openStore(kind: Kind, place: string): Promise<OpenedStore> {
  switch (kind) {
    case 'sqlite': {
      const database = new Database(place);
      database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 20000');
      const close = async (): Promise<unknown> => database.close();
      return { store: sqliteStore(database), remove: () => Promise.resolve(), close };
    }
    case 'redis': {
      const client = await createClient({
        url: process.env['TEST_REDIS_URL'] ?? '',
        socket: { reconnectStrategy: false },
      })
        .on('error', () => undefined)
        .connect();
      const remove = async (): Promise<unknown> => client.del(await client.keys(`${place}*`));
      return { store: redisStore(client, { prefix: place }), remove, close: () => client.close() };
    }
    case 'postgres': {
      const connectionString = process.env['TEST_DATABASE_URL'] ?? '';
      const pool = new Pool({ connectionString, options: '-c synchronous_commit=off' });
      const store = postgresStore(pool, { table: place });
      await store.migrate();
      return { store, remove: () => pool.query(`drop table ${place}`), close: () => pool.end() };
    }
  }
}
