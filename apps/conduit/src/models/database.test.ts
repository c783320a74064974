import { fileURLToPath } from 'node:url';
import { postgresUrl, testDatabase } from '@tsgi/harness';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from './database.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

it.skipIf(postgresUrl === undefined)(
  'makes the tables once when workers start together on an empty PostgreSQL',
  async () => {
    const url = await testDatabase(onTestFinished);
    const workers = await Promise.allSettled(Array.from({ length: 4 }, () => openDatabase(url, migrations)));
    const opened = workers.flatMap((worker) => (worker.status === 'fulfilled' ? worker.value : []));
    await Promise.all(opened.map((database) => database.close()));
    expect(opened).toHaveLength(workers.length);
  },
);
