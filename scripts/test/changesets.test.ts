import { describe, expect, it } from 'vitest';
import { namedPackages } from '../changesets.mjs';

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
