/** Sessions in a Redis that stops and comes back. */
import { type Owner, startRedis, within } from '@tsgi/harness';
import { redisStore } from '@tsgi/sessions/redis';
import { createClient } from '@tsgi/testing';
import { Redis } from 'ioredis';
import { createClient as createRedis } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { site, steps } from '../../packages/sessions/test/site.ts';

async function open(owner: Owner, kind: string, url: string) {
  if (kind === 'ioredis') {
    const client = new Redis(url);
    owner(() => client.disconnect());
    return client;
  }
  const client = await createRedis({ url }).connect();
  owner(() => client.close());
  return client;
}

describe.each(['redis', 'ioredis'])('a Redis that stops under load, with %s,', (kind) => {
  it('is a 503 for who needs a session, logged; other pages go on, and nothing is lost without a word', async () => {
    const first = await startRedis(onTestFinished);
    const client = (await open(onTestFinished, kind, first.url)).on('error', () => undefined);
    const app = site(steps, { store: redisStore(client), patience: 0.1 });
    const browser = createClient(app, { throwErrors: false });
    await browser.get('/set');

    const answers: { readonly status: number; readonly retryAfter: string | undefined; readonly log: string }[] = [];
    const untouched: number[] = [];
    let isOver = false;
    onTestFinished(() => {
      isOver = true;
    });
    const visitUntil = async (what: string, isEnough: () => boolean): Promise<void> => {
      const visit = async (): Promise<void> => {
        while (!isEnough() && !isOver) {
          const { status, headers, log } = await browser.get('/up');
          answers.push({ status, retryAfter: headers.get('Retry-After'), log });
          untouched.push((await browser.get('/')).status);
        }
      };
      await within(what, Promise.all(Array.from({ length: 16 }, visit)));
    };
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;

    const load = visitUntil('64 answers that Redis is away', () => count(503) >= 64);
    await visitUntil('100 answers', () => count(200) >= 100);
    await first.stop();
    await load;
    await startRedis(onTestFinished, first);
    const before = count(200);
    await visitUntil('50 more answers', () => count(200) >= before + 50);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(new Set(untouched)).toEqual(new Set([200]));
    for (const { status, retryAfter, log } of answers) {
      expect(retryAfter).toBe(status === 503 ? '5' : undefined);
      expect(log.includes('/up failed')).toBe(status === 503);
    }
    // What was answered with 200 is there. Of a 503 nobody knows: it may have been on the wire.
    const saved = Number(await (await browser.get('/get')).text()) - 1;
    expect(saved).toBeGreaterThanOrEqual(count(200));
    expect(saved).toBeLessThanOrEqual(count(200) + count(503));
  });
});
