import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const fails = (code: string): unknown => expect.objectContaining({ code });

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        if (/__proto__|constructor/.test(text)) return;
        expect(parseJson(text, 100)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes the last of two values with one key, as JSON.parse does', () => {
    expect(parseJson('{"a":1,"a":2}', 8)).toEqual({ a: 2 });
  });

  it.each(['', ' ', '{', '[1,]', "{'a':1}", 'undefined', 'NaN', '"\n"', '1 2', '\u0000', '{"a"', '"abc', '"\\'])(
    'refuses %o',
    (text) => {
      expect(() => parseJson(text, 8)).toThrow(fails('json-malformed'));
    },
  );

  it('does not quote the text in its message', () => {
    expect(() => parseJson('<script>', 8)).toThrow(/^The body is not JSON$/);
  });

  it.each([
    ['1', 0],
    ['[]', 1],
    ['[[]]', 2],
    ['{"a":{"b":[1]}}', 3],
    ['[{},{},[]]', 2],
    ['["[[[[", "\\"[[[", {"[[": "\\\\"}]', 2],
  ])('counts %s as %d deep', (text, depth) => {
    expect(parseJson(text, depth)).toEqual(JSON.parse(text));
    if (depth > 0) expect(() => parseJson(text, depth - 1)).toThrow(fails('json-too-deep'));
  });

  it('refuses what is a million deep', () => {
    expect(() => parseJson('['.repeat(1_000_000), 64)).toThrow(fails('json-too-deep'));
    expect(() => parseJson('{"a":'.repeat(1_000_000), 64)).toThrow(fails('json-too-deep'));
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '[{"a":{"__proto__":1}}]',
    '{"\\u005f\\u005fproto\\u005f_":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"\\u0063onstructor":{"prototype":1}}',
  ])('refuses a key that reaches a prototype: %s', (text) => {
    expect(() => parseJson(text, 8)).toThrow(fails('key-forbidden'));
  });

  it.each([
    '{"constructor":"ACME"}',
    '{"constructor":null}',
    '{"a":"__proto__"}',
    '{"prototype":1}',
    '["\\u005f_proto__"]',
  ])('reads %s', (text) => {
    expect(parseJson(text, 8)).toEqual(JSON.parse(text));
  });
});
