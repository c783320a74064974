import type pg from 'pg';

/**
 * Does something in one process at a time, of all that use this PostgreSQL database: workers start together, and two that
 * create one table at once are an error, also with `if not exists`.
 */
export async function oneAtATime(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await work(client);
  } finally {
    // The lock goes with the connection.
    client.release(true);
  }
}

/** Any number that nobody else takes. */
const LOCK = 7_076_553;
