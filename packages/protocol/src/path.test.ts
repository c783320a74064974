import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environ } from './environ.ts';
import { canonicalPath, shiftPath } from './path.ts';

describe('canonicalPath', () => {
  it.each([
    ['/', '/'],
    ['', ''],
    ['/a/b', '/a/b'],
    ["/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"],
    ['/%61dmin', '/admin'],
    ['/%7Euser/%2d%2E%5f', '/~user/-._'],
    ['/%c3%a9', '/%C3%A9'],
    ['/%E9', '/%E9'],
    ['/a%2fb', '/a%2Fb'],
    ['/a%252fb', '/a%252fb'],
    ['/%21', '/%21'],
    ['/"<>[\\]^`{|}', '/%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D'],
    ['//a///b/', '//a///b/'],
    ['/a.b/..c/d../...', '/a.b/..c/d../...'],
    ['/%0a', '/%0A'],
    ['/%5c', '/%5C'],
  ])('spells %j as %j', (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });

  it.each([
    ['a malformed escape', '/%'],
    ['a malformed escape', '/%a'],
    ['a malformed escape', '/%zz'],
    ['a malformed escape behind a good one', '/%41%4'],
    ['an encoded NUL', '/a%00b'],
    ['a NUL', '/a\0b'],
    ['a line break', '/a\nb'],
    ['DEL', '/a\x7fb'],
    ['a space', '/a b'],
    ['a fragment', '/a#b'],
    ['a byte above 0x7F', '/caf\xe9'],
    ['a wide character', '/caf\u4e2d'],
    ['a dot segment', '/a/./b'],
    ['a dot segment', '/a/../b'],
    ['a dot segment at the end', '/a/..'],
    ['a dot segment at the front', '/.'],
    ['an encoded dot segment', '/a/%2e%2e/b'],
    ['a half encoded dot segment', '/a/.%2E'],
    ['a dot segment without a slash', '..'],
  ])('refuses %s: %j', (_, path) => {
    expect(canonicalPath(path)).toBeUndefined();
  });

  const anyPath = fc.string({ unit: fc.constantFrom(...'/%.aZ09~-_2EFe5c!:@{"\\'), maxLength: 20 });

  it('is a fixed point: what is canonical stays as it is', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const canonical = canonicalPath(path);
        if (canonical !== undefined) expect(canonicalPath(canonical)).toBe(canonical);
      }),
    );
  });

  it('loses nothing: both spellings decode to the same bytes, segment by segment', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const canonical = canonicalPath(path);
        if (canonical !== undefined) expect(bytesOf(canonical)).toEqual(bytesOf(path));
      }),
    );
  });

  it('gives one spelling to two paths of the same segments', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9~_-]{1,8}$/), (segment) => {
        const encoded = [...segment].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
        expect(canonicalPath(`/${encoded}`)).toBe(`/${segment}`);
      }),
    );
  });
});

function bytesOf(path: string): readonly string[] {
  return path
    .split('/')
    .map((segment) =>
      segment.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
}

describe('shiftPath', () => {
  const environ = (SCRIPT_NAME: string, PATH_INFO: string): Environ => ({ SCRIPT_NAME, PATH_INFO }) as Environ;

  it.each([
    ['', '/a/b', undefined, '/a', '/b'],
    ['', '/a', undefined, '/a', ''],
    ['', '/a/', undefined, '/a', '/'],
    ['/a', '/b/c', undefined, '/a/b', '/c'],
    ['', '/admin/x', '/admin', '/admin', '/x'],
    ['/s', '/a/b/c', '/a/b', '/s/a/b', '/c'],
    ['', '/a//b', '/a', '/a', '//b'],
    ['', '/a', '/a', '/a', ''],
    ['', '/a%2Fb/c', undefined, '/a%2Fb', '/c'],
  ])('moves from (%j, %j) by %j to (%j, %j)', (script, path, prefix, newScript, newPath) => {
    expect(shiftPath(environ(script, path), prefix)).toEqual(environ(newScript, newPath));
  });

  it.each([
    ['/', undefined],
    ['', undefined],
    ['//a', undefined],
    ['/administrator', '/admin'],
    ['/Admin', '/admin'],
    ['/a', '/a/b'],
    ['/a/b', ''],
  ])('moves nothing of %j by %j', (path, prefix) => {
    expect(shiftPath(environ('', path), prefix)).toBeUndefined();
  });

  it('leaves the environ it was given as it was, and keeps the exchange', () => {
    const exchange = {} as Environ['tsgi.exchange'];
    const before = { ...environ('', '/a/b'), 'tsgi.exchange': exchange };
    const after = shiftPath(before);
    expect(before.PATH_INFO).toBe('/a/b');
    expect(after?.['tsgi.exchange']).toBe(exchange);
  });
});
