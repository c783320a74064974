import { describe, expect, it } from 'vitest';
import { areDisjoint, builtInConverters, convert } from './converter.ts';

describe('a built-in converter', () => {
  it.each([
    ['int', '0', 0],
    ['int', '42', 42],
    ['int', '-7', -7],
    ['int', '9007199254740991', 9007199254740991],
    ['int', '9007199254740992', undefined],
    ['int', '007', undefined],
    ['int', '-0', undefined],
    ['int', '+1', undefined],
    ['int', '1.0', undefined],
    ['int', '1e3', undefined],
    ['int', '0x10', undefined],
    ['int', '\u0661', undefined],
    ['float', '1.5', 1.5],
    ['float', '-3', -3],
    ['float', '1e-7', 1e-7],
    ['float', '1e999', undefined],
    ['float', 'Infinity', undefined],
    ['float', '.5', undefined],
    ['slug', 'a-B_9', 'a-B_9'],
    ['slug', 'caf\u00e9', undefined],
    ['uuid', '0189DF2C-8E1F-7000-8000-00000000000A', '0189df2c-8e1f-7000-8000-00000000000a'],
    ['uuid', '0189df2c8e1f70008000000000000000', undefined],
    ['date', '2026-02-28', new Date('2026-02-28T00:00:00Z')],
    ['date', '2026-02-29', undefined],
    ['date', '2026-13-01', undefined],
    ['date', '26-01-01', undefined],
  ] as const)('%s reads %s', (name, text, value) => {
    expect(convert(builtInConverters[name], text)).toEqual(value);
  });

  it('tries a pattern on 255 characters at most', () => {
    expect(convert(builtInConverters.slug, 'a'.repeat(255))).toHaveLength(255);
    expect(convert(builtInConverters.slug, 'a'.repeat(256))).toBeUndefined();
  });
});

describe('two converters in one place', () => {
  it.each([
    ['int', 'uuid', true],
    ['float', 'date', true],
    ['uuid', 'date', true],
    ['int', 'float', false],
    ['int', 'slug', false],
    ['uuid', 'slug', false],
    ['int', 'mine', false],
  ])('%s and %s', (one, other, disjoint) => {
    expect([areDisjoint(one, other), areDisjoint(other, one)]).toEqual([disjoint, disjoint]);
  });
});
