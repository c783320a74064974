/** The databases that the global setup `databases.ts` has found or started. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { within } from './deadline.ts';
import type { Owner } from './owner.ts';

/** Where Redis is, for tests that keep to keys of their own; `undefined` where there is none. */
export const redisUrl: string | undefined = process.env['TEST_REDIS_URL'];

/** Where PostgreSQL is, for tests that keep to tables of their own; `undefined` where there is none. */
export const postgresUrl: string | undefined = process.env['TEST_DATABASE_URL'];

/**
 * Makes an empty PostgreSQL database, which is dropped at the end. Returns its URL.
 * @throws Error where there is no PostgreSQL
 */
export async function testDatabase(owner: Owner): Promise<string> {
  const server = postgresUrl;
  if (server === undefined) throw new Error('There is no PostgreSQL, or the global setup databases.ts did not run');
  const name = `tsgi_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  owner(() => administer(server, `drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new Client(server);
  try {
    await within(
      `PostgreSQL to ${statement}`,
      client.connect().then(() => client.query(statement)),
    );
  } finally {
    await within('the end of a connection to PostgreSQL', client.end());
  }
}
