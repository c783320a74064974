/** What is Redis's own: its round trips and its expiry. */
import { randomUUID } from 'node:crypto';
import { redisUrl, within } from '@tsgi/harness';
import { createClient } from '@tsgi/testing';
import { Redis } from 'ioredis';
import { createClient as createRedis } from 'redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type NodeRedisClient, redisStore } from '../src/redis.ts';
import { type Step, site, steps } from './site.ts';

/** A client that is connected. */
async function open(kind: string, url: string) {
  if (kind === 'ioredis') {
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    return client;
  }
  const client = await connected(url);
  onTestFinished(() => client.close());
  return client;
}

function connected(url: string) {
  return within('a connection to Redis', createRedis({ url }).connect());
}

describe.skipIf(redisUrl === undefined).each(['redis', 'ioredis'])('a client of the package %s', (kind) => {
  const url = redisUrl ?? '';

  it('makes one round trip a load, and one a save', async () => {
    const prefix = `tsgi-${randomUUID()}:`;
    const store = redisStore(await open(kind, url), { prefix });
    const commands = await watchCommands(url, prefix);
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
    expect(await commands(() => client.get('/'))).toEqual([]);
    expect(await commands(() => client.get('/get'))).toEqual([]);
    expect(await commands(() => client.get('/set'))).toEqual(['evalsha']);
    expect(await commands(() => client.get('/get'))).toEqual(['hgetall']);
    expect(await commands(() => client.get('/set'))).toEqual(['hgetall', 'evalsha']);
    expect(await commands(() => client.get('/several'))).toEqual(['hgetall', 'evalsha']);
    expect(await commands(() => client.get('/up'))).toEqual(['hgetall', 'evalsha']);
    expect(await commands(() => client.get('/login'))).toEqual(['hgetall', 'evalsha']);
    expect(await commands(() => client.get('/logout'))).toEqual(['hgetall', 'del']);
    const asking = new Redis(url);
    onTestFinished(() => asking.disconnect());
    expect(await asking.keys(`${prefix}*`)).toEqual([]);
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

/**
 * Gives a function that names the commands about keys with a prefix that an action causes. Redis shows commands in their
 * order, so all of them have come when the one behind them has.
 */
async function watchCommands(url: string, prefix: string) {
  const [asking, watching] = [await connected(url), await connected(url)];
  onTestFinished(() => {
    asking.destroy();
    watching.destroy();
  });
  let seen: string[] = [];
  let arrived = (_marker: string): void => undefined;
  await watching.monitor((line) => {
    // 1700000000.123456 [0 127.0.0.1:40000] "EVALSHA" "..."; what a script does is no round trip.
    const [, source, command = '', words = ''] = /\[\d+ ([^\]]+)\] "(\w+)"(.*)/.exec(line) ?? [];
    if (source === 'lua') return;
    if (command.toLowerCase() === 'echo') arrived(words.trim().slice(1, -1));
    else if (words.includes(prefix)) seen.push(command.toLowerCase());
  });
  const catchUp = async (): Promise<void> => {
    const marker = randomUUID();
    const isThere = new Promise<void>((resolve) => {
      arrived = (text) => text === marker && resolve();
    });
    await asking.echo(marker);
    await within('the commands that Redis has seen', isThere);
  };
  return async (act: () => Promise<unknown>): Promise<readonly string[]> => {
    await catchUp();
    seen = [];
    await act();
    await catchUp();
    return seen;
  };
}

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
