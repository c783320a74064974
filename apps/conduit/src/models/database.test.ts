import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, it } from 'vitest';
import { hasPostgres } from '../../test/databases.ts';
import { openDatabase } from './database.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));
const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

it('makes the tables once when workers start together on an empty PostgreSQL', async ({ skip }) => {
  if (!(await hasPostgres())) skip('there is no PostgreSQL');
  const name = `conduit_${randomBytes(6).toString('hex')}`;
  const administrator = new pg.Client({ connectionString: serverUrl });
  await administrator.connect();
  await administrator.query(`create database ${name}`);
  try {
    const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
    const workers = await Promise.allSettled(Array.from({ length: 4 }, () => openDatabase(url, migrations)));
    const opened = workers.flatMap((worker) => (worker.status === 'fulfilled' ? worker.value : []));
    await Promise.all(opened.map((database) => database.close()));
    expect(opened).toHaveLength(workers.length);
  } finally {
    await administrator.query(`drop database ${name} with (force)`);
    await administrator.end();
  }
});
