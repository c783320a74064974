/** Lesson 10 of the field: requests of one visitor, at the same time and in several processes, lose nothing. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { bundle, postgresUrl, redisUrl, startChild, temporaryFolder, within } from '@tsgi/harness';
import { createClient } from '@tsgi/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Kind, openStore } from './processes/open-store.ts';
import { site } from './processes/site.ts';

const processes = 4;
const programs = join(import.meta.dirname, '../.results/processes');

beforeAll(() => bundle({ entryPoints: [join(import.meta.dirname, 'processes/visitor.ts')], outdir: programs }));

describe('two hundred parallel requests and a thousand counts from four processes', () => {
  it.for(['sqlite', 'redis', 'postgres'] as const)('lose nothing in %s', async (kind, { skip }) => {
    if (!isThere(kind)) return skip('its server is missing');
    const opened = await within(`a store in ${kind}`, openStore(kind, placeFor(kind)));
    onTestFinished(async () => {
      await opened.remove();
      await opened.close();
    });
    const client = createClient(site(opened.store));
    const first = await client.get('/set?key=first');
    const cookie = (first.headers.get('set-cookie') ?? '').split(';', 1).join();

    const place = places.get(kind) ?? '';
    await Promise.all(Array.from({ length: processes }, (_, at) => visit(kind, place, cookie, `p${at}`)));

    const values = (await (await client.get('/')).json()) as Record<string, number>;
    expect(values['count']).toBe(1000);
    expect(Object.keys(values).filter((key) => /^p\d-\d+$/.test(key))).toHaveLength(200);
    expect(values['first']).toBe(1);
  });
});

/** Whether there is a server for this kind. */
function isThere(kind: Kind): boolean {
  return kind === 'sqlite' || (kind === 'redis' ? redisUrl : postgresUrl) !== undefined;
}

const places = new Map<Kind, string>();

/** A place of the test's own. */
function placeFor(kind: Kind): string {
  const id = randomUUID().replaceAll('-', '');
  const place =
    kind === 'sqlite'
      ? join(temporaryFolder(onTestFinished), 'sessions.db')
      : kind === 'redis'
        ? `tsgi-${id}:`
        : `tsgi_${id}`;
  places.set(kind, place);
  return place;
}

async function visit(...args: readonly [kind: Kind, place: string, cookie: string, name: string]): Promise<void> {
  const child = startChild(onTestFinished, process.execPath, [join(programs, 'visitor.js'), ...args]);
  expect(await child.exit, child.output).toBe(0);
}
