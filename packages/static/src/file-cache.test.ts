import { describe, expect, it } from 'vitest';
import { FileCache } from './file-cache.ts';
import type { FoundFile } from './found-file.ts';

function found(content: Uint8Array | undefined): FoundFile {
  return { content } as FoundFile;
}

describe('FileCache forgets what was used longest ago', () => {
  it('when there are more than 1000 files', () => {
    const cache = new FileCache();
    for (let at = 0; at < 1000; at++) cache.set(`/${at}`, found(undefined));
    expect(cache.get('/0')).toBeDefined();
    cache.set('/new', found(undefined));
    expect(['/0', '/1', '/2', '/new'].map((path) => cache.get(path) !== undefined)).toEqual([true, false, true, true]);
  });

  it('when they are larger than 16 MiB together, the older content of the same file not counted', () => {
    const cache = new FileCache();
    const half = found(new Uint8Array(8_388_608));
    for (const path of ['/a', '/b', '/b']) cache.set(path, half);
    expect(['/a', '/b'].map((path) => cache.get(path))).toEqual([half, half]);
    cache.set('/c', found(new Uint8Array(1)));
    expect(['/a', '/b', '/c'].map((path) => cache.get(path) !== undefined)).toEqual([false, true, true]);
  });
});
