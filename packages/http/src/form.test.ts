import { describe, expect, it } from 'vitest';
import { Form } from './form.ts';
import { parseUrlencoded } from './parse-urlencoded.ts';
import { UploadedFile } from './uploaded-file.ts';

const LIMITS = { fields: 4, fieldSize: 10 };
const fails = (code: string): unknown => expect.objectContaining({ code });
const upload = (field: string): UploadedFile =>
  new UploadedFile({ field, name: 'a.txt', type: 'text/plain' }, 1, { kind: 'memory', bytes: Buffer.from('a') });

describe('Form', () => {
  const picture = upload('picture');
  const other = upload('other');
  const form = new Form([
    ['name', 'Ann'],
    ['tag', 'a'],
    ['tag', 'b'],
    ['picture', picture],
    ['other', other],
  ]);

  it('gives texts and files by name', () => {
    expect([form.get('name'), form.get('tag'), form.get('picture'), form.get('none')]).toEqual([
      'Ann',
      'a',
      undefined,
      undefined,
    ]);
    expect(form.getAll('tag')).toEqual(['a', 'b']);
    expect(form.file('picture')).toBe(picture);
    expect(form.file('name')).toBeUndefined();
    expect(form.files()).toEqual([picture, other]);
    expect(form.files('other')).toEqual([other]);
    expect([form.has('picture'), form.has('none'), form.has('toString')]).toEqual([true, false, false]);
    expect([...form].map(([name]) => name)).toEqual(['name', 'tag', 'tag', 'picture', 'other']);
  });

  it('is an object without a prototype, with lists where names repeat', () => {
    const object = form.toObject();
    expect(Object.getPrototypeOf(object)).toBeNull();
    expect({ ...object }).toEqual({ name: 'Ann', tag: ['a', 'b'], picture, other });
  });

  it('has a list where one is wanted, however often the name occurs', () => {
    expect({ ...form.toObject(['name', 'tag', 'none']) }).toEqual({
      name: ['Ann'],
      tag: ['a', 'b'],
      none: [],
      picture,
      other,
    });
  });

  it('takes names that objects have for what they are', () => {
    const odd = new Form([
      ['constructor', 'a'],
      ['toString', 'b'],
      ['hasOwnProperty', 'c'],
    ]).toObject();
    expect(Object.entries(odd)).toEqual([
      ['constructor', 'a'],
      ['toString', 'b'],
      ['hasOwnProperty', 'c'],
    ]);
  });
});

describe('parseUrlencoded', () => {
  it('decodes fields as browsers write them', () => {
    expect([...parseUrlencoded('a=1+2&b=%C3%A9&c&=d', LIMITS)]).toEqual([
      ['a', '1 2'],
      ['b', 'é'],
      ['c', ''],
      ['', 'd'],
    ]);
    expect([...parseUrlencoded('', LIMITS)]).toEqual([]);
  });

  it('leaves what is no escape', () => {
    expect(parseUrlencoded('a=100%&b=%zz', LIMITS).get('a')).toBe('100%');
  });

  it.each([
    ['a&b&c&d&e', 'form-too-many-fields'],
    ['&'.repeat(100_000), 'form-too-many-fields'],
    ['a=12345678901', 'field-too-large'],
    ['a=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9', 'field-too-large'],
    ['a1234567890=', 'field-too-large'],
    ['__proto__=1', 'key-forbidden'],
    ['%5F_proto__=1', 'key-forbidden'],
  ])('refuses %s', (text, code) => {
    expect(() => parseUrlencoded(text, LIMITS)).toThrow(fails(code));
  });
});
