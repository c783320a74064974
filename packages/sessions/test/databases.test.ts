/** What is the databases' own: their tables, and the job that cleans them. */
import { randomUUID } from 'node:crypto';
import { postgresUrl } from '@tsgi/harness';
import { createClock } from '@tsgi/testing';
import Database from 'libsql';
import { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresStore } from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';

const badNames = ['', 'a b', 'a;b', "a'b", 'a.b.c', '1a'];
const clock = createClock();
const session = (seconds: number) => {
  return { values: { n: '1' }, createdAt: clock.now(), expiresAt: clock.now() + seconds * 1000 };
};

describe.skipIf(postgresUrl === undefined)('postgresStore', () => {
  function open(): { readonly pool: Pool; readonly table: string } {
    const pool = new Pool({ connectionString: postgresUrl ?? '' });
    const table = `public.tsgi_test_${randomUUID().replaceAll('-', '')}`;
    onTestFinished(async () => {
      await pool.query(`drop table if exists ${table}`);
      await pool.end();
    });
    return { pool, table };
  }

  it('has its table made by one call, by any number of processes at once, and again', async () => {
    const { pool, table } = open();
    const store = postgresStore(pool, { table });
    await Promise.all(Array.from({ length: 8 }, () => store.migrate()));
    await store.create('a', { values: { n: '1' }, createdAt: 1, expiresAt: Date.now() + 60_000 });
    await store.migrate();
    expect((await store.load('a'))?.values).toEqual({ n: '1' });
    const { rows } = await pool.query<{ indexdef: string }>('select indexdef from pg_indexes where tablename = $1', [
      table.slice('public.'.length),
    ]);
    expect(rows.map(({ indexdef }) => indexdef)).toContainEqual(expect.stringMatching(/\(expires\)/));
  });

  it('removes what has expired when it is told to', async () => {
    const { pool, table } = open();
    const store = postgresStore(pool, { table, clock });
    await store.migrate();
    for (const [id, seconds] of Object.entries({ a: 10, b: 10, c: 30 })) await store.create(id, session(seconds));
    await clock.advance(10_000);
    expect(await store.clean()).toBe(2);
    expect((await pool.query<{ id: string }>(`select id from ${table}`)).rows).toEqual([{ id: 'c' }]);
  });
});

describe('a table', () => {
  const nowhere = { query: () => Promise.reject(new Error('asked')) };

  it.each(badNames)('has a plain name, not %j', (table) => {
    expect(() => postgresStore(nowhere, { table })).toThrow(expect.objectContaining({ code: 'session-options' }));
    expect(() => sqliteStore(new Database(':memory:'), { table })).toThrow(
      expect.objectContaining({ code: 'session-options' }),
    );
  });

  it('is called tsgi_sessions unless it is named', async () => {
    const asked: string[] = [];
    const store = postgresStore({
      query: (text) => {
        asked.push(text);
        return Promise.resolve({ rows: [], rowCount: null });
      },
    });
    expect(await store.load('a')).toBeUndefined();
    expect(await store.clean()).toBe(0);
    expect(asked).toEqual([
      expect.stringContaining('FROM tsgi_sessions WHERE'),
      expect.stringContaining('FROM tsgi_sessions WHERE'),
    ]);
  });
});

describe('sqliteStore', () => {
  it('removes what has expired when it is told to', async () => {
    const database = new Database(':memory:');
    const store = sqliteStore(database, { table: 'visitors', clock });
    for (const [id, seconds] of Object.entries({ a: 10, b: 10, c: 30 })) await store.create(id, session(seconds));
    await clock.advance(10_000);
    expect(await store.clean()).toBe(2);
    expect(database.prepare('select id from visitors').all()).toEqual([{ id: 'c' }]);
  });

  it('fails as a promise does when its database does', async () => {
    const database = new Database(':memory:');
    const store = sqliteStore(database);
    database.exec('drop table tsgi_sessions');
    await expect(store.load('a')).rejects.toThrow();
  });

  it('finds its table there when it is opened again', async () => {
    const database = new Database(':memory:');
    await sqliteStore(database, { clock }).create('a', session(60));
    expect((await sqliteStore(database, { clock }).load('a'))?.values).toEqual({ n: '1' });
  });
});
