import { resolve, sep } from 'node:path';
import { markup } from '@tsgi/http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemplateError } from './template-error.ts';
import { resolveName } from './template-name.ts';

describe('resolveName', () => {
  it.each([
    ['page.njk', undefined, 'page.njk'],
    ['a/b c/ü.html', 'x/y', 'a/b c/ü.html'],
    ['./part.njk', 'site/page.njk', 'site/part.njk'],
    ['../base.njk', 'site/page.njk', 'base.njk'],
    ['./a/../b.njk', 'site/page.njk', 'site/b.njk'],
    ['./part.njk', 'page.njk', 'part.njk'],
    ['...', undefined, '...'],
    ['..a/b', undefined, '..a/b'],
  ])('resolves %j in %j', (name, from, expected) => {
    expect(resolveName(name, from)).toBe(expected);
    expect(resolveName(markup(name), from)).toBe(expected);
  });

  it.each([
    ['../x', 'page.njk'],
    ['../../x', 'site/page.njk'],
    ['./..', 'site/page.njk'],
    ['./', 'site/page.njk'],
    ['./x', undefined],
    ['a/./b', 'site/page.njk'],
    ['a/../b', 'site/page.njk'],
  ])('refuses %j in %j', (name, from) => {
    expect(() => resolveName(name, from)).toThrow(expect.objectContaining({ code: 'template-name' }));
  });

  it('never leads out of a directory', () => {
    const piece = fc.constantFrom('.', '..', '/', '\\', 'a', '\0', ':', '~', '%2e', ' ', '...');
    const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const from = fc.constantFrom(undefined, 'page', 'a/page', 'a/b/page');
    fc.assert(
      fc.property(name, from, (some, one) => {
        try {
          expect(resolve('/templates', resolveName(some, one)).startsWith(`/templates${sep}`)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
    );
  });
});
