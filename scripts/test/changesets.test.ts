import { describe, expect, it } from 'vitest';
import { namedPackages, notOneEach } from '../changesets.mjs';

describe('namedPackages', () => {
  it.each([
    ['quoted names', '---\n\'@tsgi/http\': minor\n"@tsgi/lint": patch\n---\n\nText.\n', ['@tsgi/http', '@tsgi/lint']],
    ['a bare name', '---\nhello: major\n---\n\nText.\n', ['hello']],
    ['an empty changeset', '---\n---\n', []],
    ['names in the text alone', '---\n---\n\n@tsgi/http: minor\n', []],
  ])('reads %s', (_name, text, names) => {
    expect(namedPackages(text)).toEqual(names);
  });
});

describe('notOneEach', () => {
  const packages = ['@tsgi/http', '@tsgi/lint'];

  it.each([
    ['one for each package', { 'http.md': ['@tsgi/http'], 'lint.md': ['@tsgi/lint'] }, []],
    ['a package without one', { 'http.md': ['@tsgi/http'] }, ['.changeset/lint.md is missing']],
    [
      'one that names others too',
      { 'http.md': ['@tsgi/http', '@tsgi/lint'], 'lint.md': ['@tsgi/lint'] },
      ['.changeset/http.md names @tsgi/http, @tsgi/lint, not @tsgi/http alone'],
    ],
    [
      'a second one',
      { 'http.md': ['@tsgi/http'], 'lint.md': ['@tsgi/lint'], 'cookies.md': ['@tsgi/http'] },
      ['.changeset/cookies.md: until 0.1.0'],
    ],
    ['an empty one', { 'http.md': [], 'lint.md': ['@tsgi/lint'] }, ['.changeset/http.md names nothing']],
  ])('looks at %s', (_name, changesets, expected) => {
    const wrong = notOneEach(packages, new Map(Object.entries(changesets)));
    expect(wrong).toEqual(expected.map((text) => expect.stringContaining(text) as unknown));
  });
});
