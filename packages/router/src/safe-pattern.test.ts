import { describe, expect, it } from 'vitest';
import { checkConverters, problemOf } from './safe-pattern.ts';

describe('the regular expression of a converter', () => {
  it.each([
    /^[0-9a-f]{7,40}$/,
    /^(?:en|de|zh-Hans)$/,
    /^v?[0-9]{1,3}$/,
    /^[a-z]+-[a-z]+$/,
    /^\d{4}-\d{2}(?:-\d{2})?$/,
    /^(?:a{2}b){3}$/u,
    /^[(|)+*]\(\|$/i,
    /^x{1}{$/,
    new RegExp(`^(?:${Array.from({ length: 500 }, (_, at) => `word${at}`).join('|')})$`),
    /^[a-z]+(?:-(?:one|two|three))?$/,
  ])('%s may be used', (pattern) => {
    expect(problemOf(pattern)).toBeUndefined();
  });

  it.each([
    /^(a+)+$/,
    /^(?:a*b?)*$/,
    /^(?:(?:a+)b)+$/,
    /^((a{2,})){2}$/,
    /^(?:a|a)*$/,
    /^(?:a|ab){2,}$/,
    /^a+a+a+$/,
    /^[a-z]*[a-z]*a?a?a?1$/,
    /^(?:a?){30}a{30}$/,
    /^(?:(?:a|a)b){30}$/,
    /^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?$/,
    /^(?=a).$/,
    /^(?<!a).$/,
    /^(a)\1$/,
    /^(?<x>a)\k<x>$/,
    /a+$/,
    /^a+/,
    /^a$/g,
    /^a$/y,
    /^a$/m,
    /^a\$/,
    /^a|b$/,
    /^x|[a-z]*[a-z]*1$/,
  ])('%s is refused', (pattern) => {
    expect(problemOf(pattern)).toEqual(expect.any(String));
    const converters = { mine: { pattern, parse: (text: string) => text, format: (value: string) => value } };
    expect(() => checkConverters(converters)).toThrow(expect.objectContaining({ code: 'converter-unsafe' }));
  });

  it.each(['path', '', 'a b', '1'])("a converter is not named '%s'", (name) => {
    const converter = { parse: (text: string) => text, format: (value: string) => value };
    expect(() => checkConverters({ [name]: converter })).toThrow(
      expect.objectContaining({ code: 'converter-unknown' }),
    );
  });
});
