import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@tsgi/harness';
import { createClock } from '@tsgi/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileStore } from './file.ts';

const change = { set: { n: '2' }, delete: [], clear: false };

function newFolder(): string {
  return join(temporaryFolder(onTestFinished), 'made', 'when needed');
}

describe('fileStore', () => {
  it('remembers across a restart', async () => {
    const folder = newFolder();
    const session = { values: { n: '1' }, createdAt: 1, expiresAt: Date.now() + 60_000 };
    await fileStore(folder).create('a', session);
    expect(await fileStore(folder).load('a')).toEqual(session);
  });

  it('keeps its files from other users, and leaves no draft', async () => {
    const folder = newFolder();
    const store = fileStore(folder);
    const expiresAt = Date.now() + 60_000;
    await store.create('a', { values: {}, createdAt: 1, expiresAt });
    await store.change('a', { ...change, expiresAt, moveTo: 'b' });
    expect(readdirSync(folder)).toEqual(['b.session']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'b.session')).mode & 0o777).toBe(0o600);
  });

  it('makes changes that wait together one after the other, in the order in which they came', async () => {
    const store = fileStore(newFolder());
    await store.create('a', { values: {}, createdAt: 1, expiresAt: Number.MAX_SAFE_INTEGER });
    const put = (n: string, expected?: string) =>
      store.change('a', {
        ...{ set: { n, [`key${n}`]: n }, delete: [], clear: false },
        ...(expected === undefined ? {} : { expect: { key: 'n', text: expected } }),
      });
    expect(await Promise.all([put('1'), put('2'), put('3', '2'), put('4', '2'), put('5', '3')])).toEqual([
      ...['saved', 'saved', 'saved', 'conflict', 'saved'],
    ]);
    expect((await store.load('a'))?.values).toEqual({ n: '5', key1: '1', key2: '2', key3: '3', key5: '5' });
    const moved = store.change('a', { set: {}, delete: [], clear: false, moveTo: 'b' });
    expect(await Promise.all([moved, put('7')])).toEqual(['saved', 'gone']);
    expect((await store.load('b'))?.values).not.toHaveProperty('key7');
    const late = { set: {}, delete: [], clear: false };
    const [first, , last] = await Promise.all([store.change('b', late), store.destroy('b'), store.change('b', late)]);
    expect([first, last]).toEqual(['saved', 'gone']);
  });

  it('removes what has expired when it is told to', async () => {
    const clock = createClock();
    const folder = newFolder();
    const store = fileStore(folder, { clock });
    expect(await store.clean()).toBe(0);
    for (const [id, seconds] of [
      ['a', 10],
      ['b', 10],
      ['c', 30],
    ] as const) {
      await store.create(id, { values: {}, createdAt: clock.now(), expiresAt: clock.now() + seconds * 1000 });
    }
    writeFileSync(join(folder, 'README'), 'not a session');
    await clock.advance(10_000);
    expect(await store.clean()).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['README', 'c.session']);
  });

  it('removes old drafts of a process that was killed, and none that may be at work', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const [old, fresh] = ['a.session.0123456789ab', 'b.session.0123456789ab'];
    for (const name of [old, fresh]) writeFileSync(join(folder, name), '{');
    utimesSync(join(folder, old), 0, 0);
    expect(await fileStore(folder).clean()).toBe(0);
    expect(readdirSync(folder)).toEqual([fresh]);
  });

  it.each(['../a', '', 'a/b', 'a.b', 'a\0'])('opens no file but those of ids: %j', async (id) => {
    const store = fileStore(newFolder());
    const session = { values: {}, createdAt: 1, expiresAt: Number.MAX_SAFE_INTEGER };
    await expect(store.load(id)).rejects.toMatchObject({ code: 'session-options' });
    await expect(store.create(id, session)).rejects.toMatchObject({ code: 'session-options' });
    await expect(store.destroy(id)).rejects.toMatchObject({ code: 'session-options' });
    await store.create('a', session);
    await expect(store.change('a', { ...change, expiresAt: 1, moveTo: id })).rejects.toMatchObject({
      code: 'session-options',
    });
  });

  it('is made of a folder, and of nothing else', () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'file'), '');
    expect(() => fileStore(join(folder, 'file'))).toThrow(expect.objectContaining({ code: 'session-options' }));
    expect(() => fileStore(folder)).not.toThrow();
  });

  it('fails, and leaves nothing behind, where it cannot write', async () => {
    const folder = newFolder();
    const store = fileStore(folder);
    const session = { values: {}, createdAt: 1, expiresAt: Number.MAX_SAFE_INTEGER };
    await store.create('a', session);
    // A folder stands where the file should.
    rmSync(join(folder, 'a.session'));
    await fileStore(join(folder, 'a.session')).create('inner', session);
    await expect(store.create('a', session)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) as string });
    await expect(store.load('a')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(folder)).toEqual(['a.session']);
  });
});
