/** Every store, against the real thing. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { postgresUrl, redisUrl, temporaryFolder, within } from '@tsgi/harness';
import { RedisStore } from 'connect-redis';
import { MemoryStore } from 'express-session';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { afterAll, describe, it } from 'vitest';
import { type OpenStore, sessionStoreConformance } from '../src/conformance/index.ts';
import { cookieStore } from '../src/cookie.ts';
import { expressSessionStore } from '../src/express-session.ts';
import { fileStore } from '../src/file.ts';
import type { StoreGuarantees } from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';
import { postgresStore } from '../src/postgres.ts';
import { redisStore } from '../src/redis.ts';
import { sqliteStore } from '../src/sqlite.ts';

const all = { atomic: true, shared: true, revocable: true };
const ofOneProcess = { atomic: true, shared: false, revocable: true };
const none = { atomic: false, shared: false, revocable: false };

const folder = temporaryFolder(afterAll);

suite('memory', ofOneProcess, () => ({ store: memoryStore() }));

suite('cookie', { atomic: false, shared: true, revocable: false }, () => ({
  store: cookieStore(),
  another: async () => cookieStore(),
}));

suite('file', ofOneProcess, () => ({ store: fileStore(join(folder, randomUUID(), 'deeper')) }));

const databases = [new Database(join(folder, 'sessions.db')), new Database(join(folder, 'sessions.db'))] as const;
for (const database of databases) {
  database.exec('pragma journal_mode = wal; pragma busy_timeout = 20000');
  afterAll(() => void database.close());
}
suite('sqlite (libsql)', all, () => ({
  store: sqliteStore(databases[0]),
  another: async () => sqliteStore(databases[1]),
}));

suite('express-session (MemoryStore)', none, () => ({ store: expressSessionStore(new MemoryStore()) }));

if (redisUrl === undefined) {
  for (const name of ['redis (redis)', 'redis (redis, RESP3)', 'redis (ioredis)', 'express-session (connect-redis)']) {
    describe.skip(`the store ${name}`, () => it('conforms', () => undefined));
  }
} else {
  const url = redisUrl;
  const prefix = `tsgi-test-${randomUUID()}:`;
  // Nothing but these deadlines ends the loading of a file of tests.
  const connect = (more: { readonly RESP?: 3 } = {}) =>
    within('a connection to Redis', createClient({ url, ...more }).connect());
  const clients = [await connect(), await connect()] as const;
  const resp3 = await connect({ RESP: 3 });
  const others = [new Redis(url), new Redis(url)] as const;
  afterAll(async () => {
    const keys = await clients[0].keys(`${prefix}*`);
    if (keys.length > 0) await clients[0].del(keys);
    for (const client of [...clients, resp3]) await client.close();
    for (const client of others) client.disconnect();
  });
  suite('redis (redis)', all, () => ({
    store: redisStore(clients[0], { prefix }),
    another: async () => redisStore(clients[1], { prefix }),
  }));
  suite('redis (redis, RESP3)', all, () => ({
    store: redisStore(resp3, { prefix }),
    another: async () => redisStore(clients[1], { prefix }),
  }));
  suite('redis (ioredis)', all, () => ({
    store: redisStore(others[0], { prefix }),
    another: async () => redisStore(others[1], { prefix }),
  }));
  suite('express-session (connect-redis)', none, () => ({
    store: expressSessionStore(new RedisStore({ client: clients[0], prefix: `${prefix}express:` })),
  }));
}

if (postgresUrl === undefined) {
  describe.skip('the store postgres', () => it('conforms', () => undefined));
} else {
  const connectionString = postgresUrl;
  const pools = [new Pool({ connectionString }), new Pool({ connectionString })] as const;
  const table = `tsgi_test_${randomUUID().replaceAll('-', '')}`;
  await within('a table in PostgreSQL', postgresStore(pools[0], { table }).migrate());
  afterAll(async () => {
    await pools[0].query(`drop table ${table}`);
    for (const pool of pools) await pool.end();
  });
  suite('postgres (pg)', all, () => ({
    store: postgresStore(pools[0], { table }),
    another: async () => postgresStore(pools[1], { table }),
  }));
}

function suite(name: string, guarantees: StoreGuarantees, open: OpenStore): void {
  describe(`the store ${name}`, () => sessionStoreConformance(it, guarantees, open));
}
