/** docs/security.md names tests that are there. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const FOLDERS: Readonly<Record<string, string>> = {
  S: 'packages/security/src',
  T: 'packages/security/test',
};

/** The rows of the tables: their first cell, and the file and the words of the test in their last one. */
const rows = readFileSync(new URL('docs/security.md', root), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!item|-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, item = '', , test = '']) => ({ item, test }));

describe('docs/security.md', () => {
  it('has a table for each of the three cheat sheets', () => {
    expect(rows.length).toBeGreaterThan(50);
  });

  it('leaves no item without a test but those that are not ours, and what no test can show', () => {
    expect(rows.filter(({ test }) => !test.startsWith('`')).map(({ item }) => item)).toEqual([
      'Sessions bound to an address or a browser',
      'Several logins at once, a new password for what matters',
      'Comparison that tells nothing by its time',
      'A second question for what matters most',
    ]);
  });

  it.each(rows.filter(({ test }) => test.startsWith('`')))('names a test for: $item', ({ test }) => {
    const [, path = '', words = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
    const file = path.replace(/^[ST](?=\/)/, (letter) => FOLDERS[letter] ?? letter);
    expect(words.length).toBeGreaterThan(5);
    expect(namesIn(readFileSync(new URL(file, root), 'utf8'))).toContainEqual(expect.stringContaining(words));
  });
});

/** The names of the tests in a file; the whole of one that only has another text run. */
function namesIn(source: string): readonly string[] {
  const names = [...source.matchAll(/(?:\b(?:it|test)(?:\.\w+)?|\))\(\s*(['"`])((?:(?!\1).)+)\1,\s*(?:async )?\(/g)];
  return source.includes('testReadme(') ? [source] : names.map(([, , name = '']) => name);
}
