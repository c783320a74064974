/** What is Redis's own: its round trips, its expiry, and that it can be away. */
import { randomUUID } from 'node:crypto';
import { createClient } from '@tsgi/testing';
import { Redis } from 'ioredis';
import { createClient as createRedis } from 'redis';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type NodeRedisClient, redisStore } from '../src/redis.ts';
import { isOnPath } from './servers/reached.ts';
import { redisServer, startRedis } from './servers/redis-server.ts';
import { type Step, site, steps } from './site.ts';

const redis = await redisServer();
afterAll(() => redis?.stop());
const why = redis === undefined ? ' (no redis-server answers, or can be started)' : '';

/** Clients that are connected; what they are told to do is logged by a third. */
async function open(kind: string, url: string) {
  if (kind === 'ioredis') {
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    return client;
  }
  const client = await createRedis({ url }).connect();
  onTestFinished(() => client.close());
  return client;
}

describe.skipIf(redis === undefined).each(['redis', 'ioredis'])(`a client of the package %s${why}`, (kind) => {
  const url = redis?.url ?? '';

  it('makes one round trip a load, and one a save', async () => {
    const prefix = `tsgi-${randomUUID()}:`;
    const store = redisStore(await open(kind, url), { prefix });
    const watched = new Redis(url);
    const monitor = await watched.monitor();
    onTestFinished(() => {
      watched.disconnect();
      monitor.disconnect();
    });
    let seen: string[] = [];
    let marked = (_marker: string): void => undefined;
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      // What a script does is no round trip.
      if (source === 'lua') return;
      if (args[0]?.toLowerCase() === 'echo') marked(args[1] ?? '');
      else if (args.some((text) => text.startsWith(prefix))) seen.push(args[0]?.toLowerCase() ?? '');
    });
    /** The commands of a request; Redis shows them in their order, so those before an echo are all there. */
    const commands = async (path: string): Promise<readonly string[]> => {
      await caughtUp();
      seen = [];
      await client.get(path);
      await caughtUp();
      return seen;
    };
    const caughtUp = async (): Promise<void> => {
      const marker = randomUUID();
      const arrived = new Promise<void>((resolve) => {
        marked = (text) => text === marker && resolve();
      });
      await watched.echo(marker);
      await arrived;
    };
    const several: Readonly<Record<string, Step>> = {
      '/several': (s) => {
        s.set('n', 2);
        s.set('m', 3);
        s.delete('k');
        s.flash('info', 'saved');
      },
    };
    const client = createClient(site({ ...steps, ...several }, { store }));
    // The first use of a script may have to bring its text.
    for (const path of ['/set', '/set', '/login', '/logout']) await client.get(path);
    expect(await commands('/')).toEqual([]);
    expect(await commands('/get')).toEqual([]);
    expect(await commands('/set')).toEqual(['evalsha']);
    expect(await commands('/get')).toEqual(['hgetall']);
    expect(await commands('/set')).toEqual(['hgetall', 'evalsha']);
    expect(await commands('/several')).toEqual(['hgetall', 'evalsha']);
    expect(await commands('/up')).toEqual(['hgetall', 'evalsha']);
    expect(await commands('/login')).toEqual(['hgetall', 'evalsha']);
    expect(await commands('/logout')).toEqual(['hgetall', 'del']);
    expect(await watched.keys(`${prefix}*`)).toEqual([]);
  });

  it('has sessions expire in the server, at the time of the session', async () => {
    const prefix = `tsgi-${randomUUID()}:`;
    const store = redisStore(await open(kind, url), { prefix });
    const asking = new Redis(url);
    onTestFinished(() => asking.disconnect());
    const createdAt = Date.now();
    const expiry = async (key: string): Promise<unknown> => asking.call('PEXPIRETIME', prefix + key);
    await store.create('a', { values: {}, createdAt, expiresAt: createdAt + 60_000 });
    expect(await expiry('a')).toBe(createdAt + 60_000);
    const change = { set: {}, delete: [], clear: true };
    await store.change('a', { ...change, expiresAt: createdAt + 90_000, moveTo: 'b' });
    expect(await expiry('b')).toBe(createdAt + 90_000);
    await store.destroy('b');
  });
});

describe('a client', () => {
  it('is given the text of a script that the server has forgotten, and other errors are errors', async () => {
    const sent: string[] = [];
    const client: NodeRedisClient = {
      sendCommand: ([command = '']) => {
        sent.push(command);
        if (command === 'EVALSHA') return Promise.reject(new Error('NOSCRIPT No matching script'));
        return command === 'EVAL' ? Promise.resolve('saved') : Promise.reject(new Error('LOADING'));
      },
    };
    const store = redisStore(client);
    const change = { set: {}, delete: [], clear: false, expiresAt: 1 };
    expect(await store.change('a', change)).toBe('saved');
    expect(sent).toEqual(['EVALSHA', 'EVAL']);
    await expect(store.load('a')).rejects.toThrow('LOADING');
    const strange = redisStore({ sendCommand: () => Promise.resolve('OK') });
    await expect(strange.change('a', change)).rejects.toMatchObject({ code: 'session-options' });
    const refusing = redisStore({ sendCommand: () => Promise.reject(new Error('READONLY')) });
    await expect(refusing.change('a', change)).rejects.toThrow('READONLY');
  });

  it.each([
    ['a list', ['created', '1', 'expires', '2', ':a', '"x"']],
    ['a map', new Map(Object.entries({ created: 1, expires: '2', ':a': '"x"' }))],
    ['an object', { created: '1', expires: 2, ':a': '"x"' }],
  ])('may give a hash as %s', async (_, reply) => {
    const store = redisStore({ sendCommand: () => Promise.resolve(reply) });
    expect(await store.load('a')).toEqual({ createdAt: 1, expiresAt: 2, values: { a: '"x"' } });
  });

  it.each([[[]], [{}], [new Map()], [null], [['created', '1']]])(
    'may say with %o that there is none',
    async (reply) => {
      const store = redisStore({ sendCommand: () => Promise.resolve(reply) });
      expect(await store.load('a')).toBeUndefined();
    },
  );
});

const canStart = isOnPath('redis-server') || process.env['CI'] === 'true';
const whyNot = canStart ? '' : ' (redis-server is not installed)';
describe.skipIf(!canStart).each(['redis', 'ioredis'])(`a Redis that stops under load${whyNot}, with %s,`, (kind) => {
  it('is a 503 for who needs a session, logged; other pages go on, and nothing is lost without a word', async () => {
    const first = await startRedis();
    onTestFinished(() => first.remove());
    const client = (await open(kind, first.url)).on('error', () => undefined);
    const app = site(steps, { store: redisStore(client), patience: 0.1 });
    const browser = createClient(app, { throwErrors: false });
    await browser.get('/set');

    const answers: { readonly status: number; readonly retryAfter: string | undefined; readonly log: string }[] = [];
    const untouched: number[] = [];
    let isOver = false;
    onTestFinished(() => {
      isOver = true;
    });
    const until = async (isEnough: () => boolean): Promise<void> => {
      const visit = async (): Promise<void> => {
        while (!isEnough() && !isOver) {
          const { status, headers, log } = await browser.get('/up');
          answers.push({ status, retryAfter: headers.get('Retry-After'), log });
          untouched.push((await browser.get('/')).status);
        }
      };
      await Promise.all(Array.from({ length: 16 }, visit));
    };
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;

    const load = until(() => count(503) >= 64);
    await until(() => count(200) >= 100);
    await first.stop();
    await load;
    const again = await startRedis(first);
    onTestFinished(() => again.stop());
    const before = count(200);
    await until(() => count(200) >= before + 50);

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
