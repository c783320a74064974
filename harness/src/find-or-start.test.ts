import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, findOrStart } from './find-or-start.ts';
import { tearDown } from './owner.ts';

const ended: string[] = [];

function database(options: Partial<Database>): Database {
  return {
    name: 'SHELF_URL',
    usual: 'shelf://usual',
    answers: () => Promise.reject(new Error('nobody there')),
    canStart: true,
    start: async (owner) => {
      owner(() => void ended.push('started'));
      return { url: 'shelf://started' };
    },
    ...options,
  };
}

beforeEach(() => {
  for (const name of ['SHELF_URL', 'TEST_SHELF_URL', 'CI']) vi.stubEnv(name, undefined);
  ended.length = 0;
  return () => vi.unstubAllEnvs();
});

const found = () => process.env['TEST_SHELF_URL'];

describe('findOrStart', () => {
  it('takes the usual one when that answers', async () => {
    await findOrStart([database({ answers: () => Promise.resolve() })]);
    expect(found()).toBe('shelf://usual');
  });

  it('takes the one that the environment names when that answers', async () => {
    vi.stubEnv('SHELF_URL', 'shelf://named');
    await findOrStart([database({ answers: () => Promise.resolve() })]);
    expect(found()).toBe('shelf://named');
  });

  it('starts one where none answers, and ends it', async () => {
    const end = await findOrStart([database({})]);
    expect(found()).toBe('shelf://started');
    await end();
    expect(ended).toEqual(['started']);
  });

  it('stops those it has started when another one cannot be started', async () => {
    const broken = database({ name: 'DESK_URL', start: () => Promise.reject(new Error('no desk')) });
    await expect(findOrStart([database({}), broken])).rejects.toThrow('no desk');
    expect(ended).toEqual(['started']);
  });

  it('leaves it unset where none answers and none can be started', async () => {
    await findOrStart([database({ canStart: false })]);
    expect(found()).toBeUndefined();
  });

  it('fails there in CI, since tests would be skipped', async () => {
    vi.stubEnv('CI', 'true');
    await expect(findOrStart([database({ canStart: false })])).rejects.toThrow('shelf://usual does not answer');
  });
});

describe('tearDown', () => {
  it('makes the run fail when it cannot end what was started', async () => {
    const before = process.exitCode;
    onTestFinished(() => {
      process.exitCode = before;
    });
    await expect(tearDown(() => Promise.reject(new Error('still there')))()).rejects.toThrow('still there');
    expect(process.exitCode).toBe(1);
  });
});
