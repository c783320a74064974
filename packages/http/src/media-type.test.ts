import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMediaType } from './media-type.ts';

describe('parseMediaType', () => {
  it.each([
    ['text/html', 'text/html', {}],
    [' TEXT/HTML ', 'text/html', {}],
    ['text/html;charset=UTF-8', 'text/html', { charset: 'UTF-8' }],
    ['text/html ; Charset="utf-8" ; a=b', 'text/html', { charset: 'utf-8', a: 'b' }],
    ['a/b; c="d\\"e\\\\;f"', 'a/b', { c: 'd"e\\;f' }],
    ['a/b; c=""', 'a/b', { c: '' }],
    ['a/b;', 'a/b', {}],
    ['a/b;; ;c=d;', 'a/b', { c: 'd' }],
    ['application/vnd.api+json; __proto__=x', 'application/vnd.api+json', { ['__proto__']: 'x' }],
  ])('reads %o', (text, essence, parameters) => {
    const type = parseMediaType(text);
    expect(type?.essence).toBe(essence);
    expect([...(type?.parameters ?? [])]).toEqual(Object.entries(parameters));
  });

  it.each([
    '',
    'text',
    '/',
    'text/',
    'a/b/c',
    'a b/c',
    'a/b; c',
    'a/b; c=',
    'a/b; c="d',
    'a/b; c=d e',
    'a/b; =d',
    'a/b c=d',
    'a/b, c/d',
    'a/b; c=d; C=e',
  ])('refuses %o', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  it('gives back what a writer quoted', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quoted = value.replace(/["\\]/g, '\\$&');
        expect(parseMediaType(`a/b; c="${quoted}"`)?.parameters.get('c')).toBe(value);
      }),
    );
  });

  it('survives any text', () => {
    const part = fc.constantFrom(';', '=', '"', '\\', '/', ' ', 'a', ',');
    fc.assert(fc.property(fc.array(part), (parts) => void parseMediaType(`a/b${parts.join('')}`)));
  });
});
