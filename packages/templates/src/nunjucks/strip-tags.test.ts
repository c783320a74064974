import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripTags } from './strip-tags.ts';

describe('stripTags', () => {
  it.each<[string, string, string]>([
    ['tags', '<p class="x">a <b>b</b></p>', 'a b'],
    ['comments', 'a<!-- <b>c</b> -->b<!---->c', 'abc'],
    ['what is no tag stays', '1 < 2 > 1 <3 <!x> </ >', '1 < 2 > 1 <3 <!x> </ >'],
    ['a tag that never ends stays', 'a <b>c</b> <i', 'a c <i'],
    ['a comment that never ends stays', 'a <b>c</b> <!-- <i>', 'a c <!-- <i>'],
    ['white space', '  a \n\t b  ', 'a b'],
    ['nothing', '', ''],
  ])('takes out %s', (_, text, expected) => {
    expect(stripTags(text, false)).toBe(expected);
  });

  it('keeps the lines when asked, and no more than one empty line between them', () => {
    expect(stripTags('<p> a  b </p>\r\n\n\n\n c', true)).toBe('a b\n\nc');
  });

  it('leaves no whole tag in text that is made of tags', () => {
    const text = fc.array(fc.constantFrom('<b>', '</b>', '<!--x-->', 'text', ' ')).map((parts) => parts.join(''));
    fc.assert(fc.property(text, (some) => !stripTags(some, false).includes('<')));
  });
});
