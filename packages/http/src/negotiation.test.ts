import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedEncoding, acceptedLanguage, acceptedType } from './negotiation.ts';

const TYPES = ['text/html', 'application/json'] as const;

describe('acceptedType', () => {
  it.each([
    [undefined, 'text/html'],
    ['', undefined],
    ['*/*', 'text/html'],
    ['application/json', 'application/json'],
    ['text/*;q=0.5, application/json;q=0.4', 'text/html'],
    ['text/html;q=0, */*', 'application/json'],
    ['TEXT/HTML;level=1, application/json;q=0.1', 'application/json'],
    ['image/png', undefined],
    ['application/json, text/html', 'application/json'],
    [';;;,,,"', undefined],
  ])('chooses for %o: %o', (accept, chosen) => {
    expect(acceptedType(accept, TYPES)).toBe(chosen);
  });
});

describe('acceptedLanguage', () => {
  it.each([
    [undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['en-GB', 'en'],
    ['fr', undefined],
    ['fr, *;q=0.1', 'en'],
    ['en;q=0, zh', 'zh-CN'],
  ])('chooses for %o: %o', (header, chosen) => {
    expect(acceptedLanguage(header, ['en', 'zh-CN'])).toBe(chosen);
  });
});

describe('acceptedEncoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['*', 'br'],
    ['identity;q=0', undefined],
    ['compress', 'identity'],
  ])('chooses for %o: %o', (header, chosen) => {
    expect(acceptedEncoding(header, ['br', 'gzip', 'identity'])).toBe(chosen);
  });
});

describe('negotiation', () => {
  it('survives any header', () => {
    const part = fc.constantFrom(',', ';', '=', 'q', '"', '\\', '/', '*', ' ', '0.5', 'text', '-');
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        const header = parts.join('');
        expect([...TYPES, undefined]).toContain(acceptedType(header, TYPES));
        acceptedLanguage(header, ['en']);
        acceptedEncoding(header, ['br']);
      }),
    );
  });
});
