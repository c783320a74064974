import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { redisUrl as url, within } from '@tsgi/harness';
import { text, view } from '@tsgi/http';
import { compose, forwardRoutes, type Middleware } from '@tsgi/protocol';
import { createClient, createEnviron } from '@tsgi/testing';
import { Redis } from 'ioredis';
import { createClient as createRedis } from 'redis';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RateLimitOptions, type RateLimitRedis, rateLimit } from './rate-limit.ts';

// No window ends, and no answer of Redis is too late, but when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Puts another client in the place of the test's. */
const from =
  (address: () => string): Middleware =>
  (app) =>
    forwardRoutes(app, (environ, startResponse) => {
      environ.REMOTE_ADDR = address();
      return app(environ, startResponse);
    });

const hello = view(() => text('hello'));

/** A site, asked by whoever is named. */
function limited(options: Partial<RateLimitOptions> = {}) {
  let address = '192.0.2.1';
  const site = compose(
    from(() => address),
    rateLimit({ limit: 2, window: 60, ...options }),
  )(hello);
  const client = createClient(site);
  return async (by = '192.0.2.1', headers: Record<string, string> = {}) => {
    address = by;
    return client.get('/', { headers });
  };
}

describe('rateLimit', () => {
  it('answers so many requests, tells what is left, and refuses the next one', async () => {
    const get = limited();
    const seen = [];
    for (let n = 0; n < 4; n++) {
      const { status, headers } = await get();
      seen.push([status, headers.get('ratelimit'), headers.get('retry-after')]);
      expect(headers.get('ratelimit-policy')).toBe('"default";q=2;w=60');
    }
    expect(seen).toEqual([
      [200, '"default";r=1;t=60', undefined],
      [200, '"default";r=0;t=60', undefined],
      [429, '"default";r=0;t=60', '60'],
      [429, '"default";r=0;t=60', '60'],
    ]);
  });

  it('begins anew when its window is over', async () => {
    const get = limited({ limit: 1 });
    await get();
    await vi.advanceTimersByTimeAsync(59_001);
    const late = await get();
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await late.json()).toMatchObject({ detail: 'Too many requests: try again in 1 second' });
    await vi.advanceTimersByTimeAsync(999);
    const next = await get();
    expect([next.status, next.headers.get('ratelimit')]).toEqual([200, '"default";r=0;t=60']);
  });

  it('says in its answer which limit it was', async () => {
    const get = limited({ limit: 1, name: 'login' });
    await get();
    expect(await (await get()).json()).toMatchObject({
      status: 429,
      code: 'rate-limited',
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['login'],
    });
  });

  it.each([
    ['192.0.2.1', '192.0.2.2', 200],
    ['192.0.2.1', '::ffff:192.0.2.1', 429],
    ['2001:db8::1', '2001:db8::ffff:1', 429],
    ['2001:db8:0:1::1', '2001:db8:0:2::1', 200],
    ['', '', 429],
  ])('after one request of %s answers %s with %i', async (first, second, status) => {
    const get = limited({ limit: 1 });
    await get(first);
    expect((await get(second)).status).toBe(status);
  });

  it('cannot be got round by headers that a client sends', async () => {
    const get = limited({ limit: 1 });
    await get();
    const headers = { 'X-Forwarded-For': '198.51.100.7', Forwarded: 'for=198.51.100.7', 'X-Real-IP': '198.51.100.7' };
    expect((await get('192.0.2.1', headers)).status).toBe(429);
  });

  it('counts by a function, and what has no key not at all', async () => {
    const get = limited({ limit: 1, key: async ({ headers }) => headers.get('x-api-key') });
    expect((await get('', { 'X-Api-Key': 'a' })).status).toBe(200);
    expect((await get('', { 'X-Api-Key': 'b' })).status).toBe(200);
    expect((await get('', { 'X-Api-Key': 'a' })).status).toBe(429);
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await get();
      expect([status, headers.get('ratelimit')]).toEqual([200, undefined]);
    }
  });

  it('answers the error of a form that the key should be read of, and passes any other on', async () => {
    const site = rateLimit({ limit: 1, window: 60, key: async (request) => (await request.form()).get('name') })(hello);
    expect((await createClient(site).post('/', { json: {} })).status).toBe(415);
    const broken = rateLimit({ limit: 1, window: 60, key: () => Promise.reject(new Error('no database')) })(hello);
    await expect(createClient(broken).get('/')).rejects.toThrow('no database');
  });

  it('tells long keys apart by all of them', async () => {
    const get = limited({ limit: 1, key: ({ headers }) => headers.get('x-api-key') });
    const long = 'x'.repeat(1000);
    expect((await get('', { 'X-Api-Key': `${long}a` })).status).toBe(200);
    expect((await get('', { 'X-Api-Key': `${long}b` })).status).toBe(200);
    expect((await get('', { 'X-Api-Key': `${long}a` })).status).toBe(429);
  });

  it('stands beside another one, and both tell what is left', async () => {
    const both = compose(
      rateLimit({ limit: 9, window: 3600, name: 'hourly' }),
      rateLimit({ limit: 2, window: 1, name: 'burst' }),
    );
    const { headers } = await createClient(both(hello)).get('/');
    expect(headers.getAll('ratelimit-policy')).toEqual(['"hourly";q=9;w=3600, "burst";q=2;w=1']);
    expect(headers.getAll('ratelimit')).toEqual(['"hourly";r=8;t=3600, "burst";r=1;t=1']);
  });

  it('lets no more through than there may be when they come at once', async () => {
    const get = limited({ limit: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  it.each([
    { limit: 0 },
    { limit: 1.5 },
    { limit: Number.NaN },
    { window: 0 },
    { window: -1 },
    { window: 0.5 },
    { window: 3_000_000 },
    { name: 'a "name"' },
    { name: '' },
  ])('refuses %j', (options) => {
    expect(() => rateLimit({ limit: 1, window: 1, ...options })).toThrow(
      expect.objectContaining({ code: 'options-invalid' }),
    );
  });
});

describe.skipIf(url === undefined).each([
  [
    'redis',
    async (): Promise<RateLimitRedis> => {
      const client = createRedis({ url: url ?? '' });
      onTestFinished(() => client.destroy());
      return within('a connection to Redis', client.connect());
    },
  ],
  [
    'ioredis',
    async (): Promise<RateLimitRedis> => {
      const client = new Redis(url ?? '');
      onTestFinished(() => client.disconnect());
      await within('a connection to Redis', once(client, 'ready'));
      return client;
    },
  ],
])('rateLimit in Redis, by %s', (_, connect) => {
  /** A name that no other run has. */
  const uniqueName = () => `test-${randomUUID()}`;

  it('counts for all processes together', async () => {
    const name = uniqueName();
    const [one, two] = [limited({ name, redis: await connect() }), limited({ name, redis: await connect() })];
    expect((await one()).headers.get('ratelimit')).toMatch(new RegExp(`^"${name}";r=1;t=(?:59|60)$`));
    expect((await two()).headers.get('ratelimit')).toMatch(/;r=0;/);
    const third = await one();
    expect([third.status, Number(third.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await two('192.0.2.2')).status).toBe(200);
  });

  it('leaves nothing behind that does not expire', async () => {
    const name = uniqueName();
    await limited({ name, redis: await connect() })();
    const look = new Redis(url ?? '');
    onTestFinished(() => look.disconnect());
    expect(await look.keys(`*${name}*`)).toEqual([`ratelimit:${name}:192.0.2.1`]);
    expect(await look.pttl(`ratelimit:${name}:192.0.2.1`)).toBeGreaterThan(0);
  });

  it('has no key of the application there as it is', async () => {
    const name = uniqueName();
    const get = limited({ name, redis: await connect(), key: ({ headers }) => headers.get('x-api-key') });
    await get('', { 'X-Api-Key': 'hunter2' });
    const look = new Redis(url ?? '');
    onTestFinished(() => look.disconnect());
    const keys = await look.keys(`*${name}*`);
    expect(keys).toHaveLength(1);
    expect(keys.join()).not.toContain('hunter2');
  });

  it('lets no more through than there may be when they come at once from two processes', async () => {
    const name = uniqueName();
    const sites = [
      limited({ name, redis: await connect(), limit: 5 }),
      limited({ name, redis: await connect(), limit: 5 }),
    ];
    const answers = await Promise.all(Array.from({ length: 10 }, () => sites.map((get) => get())).flat());
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });
});

describe('rateLimit without its Redis', () => {
  it.skipIf(url === undefined)(
    'counts in its own process, says so once, and goes back when Redis is there again',
    async () => {
      const client = createRedis({ url: url ?? '' });
      onTestFinished(() => client.destroy());
      const name = `test-${randomUUID()}`;
      const site = rateLimit({ limit: 2, window: 60, name, redis: client })(hello);
      const ask = async () => {
        const environ = createEnviron();
        let status = '';
        await site(environ, (given) => {
          status = given.slice(0, 3);
          return async () => undefined;
        });
        return [status, environ['tsgi.errors'].text === '' ? '' : environ['tsgi.errors'].text.includes(name)];
      };
      expect([await ask(), await ask(), await ask()]).toEqual([
        ['200', true],
        ['200', ''],
        ['429', ''],
      ]);
      await within('a connection to Redis', client.connect());
      expect(await ask()).toEqual(['200', '']);
      client.destroy();
      expect(await ask()).toEqual(['429', true]);
    },
  );

  it('does not wait for a Redis that is not there', async () => {
    // Commands of this client wait until there is a connection, however long that takes.
    const client = new Redis(1, '127.0.0.1', { maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    const get = limited({ limit: 1, redis: client });
    expect([(await get()).status, (await get()).status]).toEqual([200, 429]);
  });
});
