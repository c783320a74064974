import { markup } from '@tsgi/http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, escapeText, plain } from './escape.ts';

describe('escapeText', () => {
  it('replaces what means something in HTML, wherever it stands', () => {
    const text = fc
      .array(fc.constantFrom('&', '"', "'", '<', '>', '\\', 'a', 'ü', '\0', '\u{1F600}', '='))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (some) => {
        expect(escapeText(some)).toBe(
          some
            .replaceAll('&', '&amp;')
            .replaceAll('"', '&quot;')
            .replaceAll("'", '&#39;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('\\', '&#92;'),
        );
      }),
    );
  });
});

describe('escaped', () => {
  it('leaves nothing that means something in HTML of any value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(escaped(value)).not.toMatch(/["'<>\\]/);
      }),
    );
  });

  it('writes markup as it is', () => {
    expect(escaped(markup('<b>'))).toBe('<b>');
  });
});

describe('plain', () => {
  it('writes any value, and nothing for none', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (value) => typeof plain(value) === 'string'));
    expect([plain(undefined), plain(null), plain(0), plain(false), plain('')]).toEqual(['', '', '0', 'false', '']);
  });
});
