import { Pool } from 'pg';
import { createClient } from 'redis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, postgresServer } from './postgres-server.ts';
import { isOnPath, reached } from './reached.ts';
import { type RedisServer, redisServer } from './redis-server.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a server that does not answer', () => {
  const nowhere = {
    connect: () => Promise.reject(new Error('refused')),
    program: 'no-such-program',
    start: () => Promise.resolve('started'),
  };

  it('is no reason to fail where its program is missing, and its tests are skipped', async () => {
    vi.stubEnv('CI', '');
    expect(await reached(nowhere)).toBeUndefined();
  });

  it('fails the tests under CI', async () => {
    vi.stubEnv('CI', 'true');
    await expect(reached(nowhere)).rejects.toThrow('refused');
  });

  it('is started where its program is there', async () => {
    expect(await reached({ ...nowhere, program: 'node' })).toBe('started');
  });

  it.skipIf(!isOnPath('redis-server'))('is a Redis of the test’s own', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1');
    const own = (await redisServer()) as RedisServer;
    expect(own.url).not.toContain(':1/');
    const client = await createClient({ url: own.url }).connect();
    expect(await client.ping()).toBe('PONG');
    await client.close();
    await own.stop();
  });

  it.skipIf(!isOnPath('postgres'))('is a PostgreSQL of the test’s own', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://postgres@127.0.0.1:1/test');
    const own = (await postgresServer()) as PostgresServer;
    const pool = new Pool({ connectionString: own.url });
    // The pool says that it has ended while its last connection still closes, and the server says farewell to that one.
    pool.on('error', () => undefined);
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await pool.end();
    await own.stop();
  });
});
