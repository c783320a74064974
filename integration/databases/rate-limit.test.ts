import { startRedis } from '@tsgi/harness';
import { text, view } from '@tsgi/http';
import { rateLimit } from '@tsgi/security';
import { createClient } from '@tsgi/testing';
import { Redis } from 'ioredis';
import { createClient as createRedis } from 'redis';
import { expect, it, onTestFinished } from 'vitest';

it.each(['redis', 'ioredis'])(
  'rateLimit does not wait for a Redis that is connected and does not answer, by %s',
  async (kind) => {
    const { port, child } = await startRedis(onTestFinished);
    const client = kind === 'redis' ? createRedis({ socket: { port } }) : new Redis(port, '127.0.0.1');
    client.on('error', () => undefined);
    onTestFinished(() => (client instanceof Redis ? client.disconnect() : client.destroy()));
    if (client instanceof Redis) await client.ping();
    else await client.connect();
    const browser = createClient(rateLimit({ limit: 1, window: 60, redis: client })(view(() => text('hello'))));
    const get = () => browser.get('/');
    await get();
    child.kill('SIGSTOP');
    const { status, log } = await get();
    expect([status, log]).toEqual([200, expect.stringContaining('counts in this process alone')]);
    // It is asked no more until it answers: nobody else waits.
    expect((await get()).status).toBe(429);
    child.kill('SIGCONT');
  },
);
