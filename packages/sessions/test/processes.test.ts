/** Lesson 10 of the field: requests of one visitor, at the same time and in several processes, lose nothing. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@tsgi/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Kind, openStore } from './processes/open-store.ts';
import { site } from './processes/site.ts';
import { postgresServer } from './servers/postgres-server.ts';
import { redisServer } from './servers/redis-server.ts';

const processes = 4;

describe('two hundred parallel requests and a thousand counts from four processes', () => {
  it.for(['sqlite', 'redis', 'postgres'] as const)(
    'lose nothing in %s',
    { timeout: 600_000 },
    async (kind, { skip }) => {
      if (!(await isThere(kind))) return skip('its server does not answer, and cannot be started');
      const opened = await openStore(kind, placeFor(kind));
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
    },
  );
});

/** Whether there is a server for this kind; where it is one of the test's own, the environment names it. */
async function isThere(kind: Kind): Promise<boolean> {
  if (kind === 'sqlite') return true;
  const server = await (kind === 'redis' ? redisServer() : postgresServer());
  if (server === undefined) return false;
  vi.stubEnv(kind === 'redis' ? 'REDIS_URL' : 'DATABASE_URL', server.url);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.stop();
  });
  return true;
}

const places = new Map<Kind, string>();

/** A place of the test's own. */
function placeFor(kind: Kind): string {
  const id = randomUUID().replaceAll('-', '');
  const folder = mkdtempSync(join(tmpdir(), 'sessions-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = kind === 'sqlite' ? join(folder, 'sessions.db') : kind === 'redis' ? `tsgi-${id}:` : `tsgi_${id}`;
  places.set(kind, place);
  return place;
}

async function visit(...args: readonly [kind: Kind, place: string, cookie: string, name: string]): Promise<void> {
  const program = fileURLToPath(new URL('processes/visitor.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@tsgi/source', program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`a process ended with ${code}: ${said}`);
}
