/** The global setup that gives all tests their databases. */
import type { Owner } from '@tsgi/harness';
import setUp from '@tsgi/harness/databases';
import { Client } from 'pg';
import { createClient } from 'redis';
import { expect, it, onTestFinished, vi } from 'vitest';

const nowhere = { REDIS_URL: 'redis://127.0.0.1:1', DATABASE_URL: 'postgres://postgres@127.0.0.1:1/test' };

it('starts databases where those of the environment do not answer', async () => {
  vi.resetModules();
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, url] of Object.entries(nowhere)) {
    vi.stubEnv(name, url);
    vi.stubEnv(`TEST_${name}`, undefined);
  }
  onTestFinished(await setUp());
  expect(process.env['TEST_REDIS_URL']).not.toBe(nowhere.REDIS_URL);
  expect(process.env['TEST_DATABASE_URL']).not.toBe(nowhere.DATABASE_URL);
  const redis = await createClient({ url: process.env['TEST_REDIS_URL'] ?? '' }).connect();
  expect(await redis.ping()).toBe('PONG');
  redis.destroy();
  const harness = (await import('@tsgi/harness')) as { testDatabase: (owner: Owner) => Promise<string> };
  const client = new Client(await harness.testDatabase(onTestFinished));
  await client.connect();
  expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  await client.end();
});
