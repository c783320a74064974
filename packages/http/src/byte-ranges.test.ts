import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatContentRange, parseRange, type RangeSpec, satisfyRanges } from './byte-ranges.ts';

const from = (first: number, last?: number): RangeSpec => ({ kind: 'from', first, last });

describe('parseRange', () => {
  // The examples of RFC 9110 §14.1.2, and others.
  it.each([
    ['bytes=0-499', [from(0, 499)]],
    ['bytes=9500-', [from(9500)]],
    ['bytes=-500', [{ kind: 'suffix', length: 500 }]],
    ['bytes= 0-999, 4500-5499, -1000', [from(0, 999), from(4500, 5499), { kind: 'suffix', length: 1000 }]],
    ['BYTES=0-0', [from(0, 0)]],
    ['bytes=,0-0,,', [from(0, 0)]],
    [`bytes=${'0-0,'.repeat(15)}0-0`, Array(16).fill(from(0, 0))],
  ])('reads %o', (header, specs) => {
    expect(parseRange(header)).toEqual(specs);
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=,',
    'bytes=-',
    'bytes=a-b',
    'bytes=5-4',
    'bytes=0-1-2',
    'bytes=0x1-2',
    'bytes=1e3-',
    'bytes=0-1, x',
    'bytes=0 - 1',
    'items=0-1',
    'bytes 0-1',
    `bytes=${'9'.repeat(16)}-`,
    `bytes=${'0-0,'.repeat(16)}0-0`,
    `bytes=${','.repeat(100_000)}`,
  ])('ignores %o', (header) => {
    expect(parseRange(header)).toBeUndefined();
  });
});

describe('satisfyRanges', () => {
  it.each([
    [[from(0, 499)], [[0, 500]]],
    [[from(9500)], [[9500, 500]]],
    [[from(0, 99_999)], [[0, 10_000]]],
    [[{ kind: 'suffix', length: 500 }], [[9500, 500]]],
    [[{ kind: 'suffix', length: 99_999 }], [[0, 10_000]]],
    [[{ kind: 'suffix', length: 0 }], []],
    [[from(10_000)], []],
    [[from(10_000), from(5, 5)], [[5, 1]]],
    [
      [from(20, 29), from(0, 9)],
      [
        [0, 10],
        [20, 10],
      ],
    ],
    [[from(0, 9), from(10, 19)], [[0, 20]]],
    [[from(0, 9), from(5, 6), from(8, 12)], [[0, 13]]],
  ] as const)('finds %o', (specs, parts) => {
    expect(satisfyRanges(specs, 10_000)).toEqual(parts.map(([start, length]) => ({ start, length })));
  });

  it('finds nothing in nothing', () => {
    expect(satisfyRanges([from(0), { kind: 'suffix', length: 5 }], 0)).toEqual([]);
  });

  // CVE-2011-3192, CVE-2024-26141: overlapping ranges that amount to many times the file.
  it('covers exactly the bytes that were asked for, each once', () => {
    const spec = fc.oneof(
      fc
        .tuple(fc.nat(120), fc.option(fc.nat(120), { nil: undefined }))
        .map(([first, more]) => from(first, more === undefined ? undefined : first + more)),
      fc.nat(120).map((length): RangeSpec => ({ kind: 'suffix', length })),
    );
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 16 }), fc.nat(100), (specs, size) => {
        const covered = satisfyRanges(specs, size).flatMap(({ start, length }) =>
          Array.from({ length }, (_, at) => start + at),
        );
        const wanted = Array.from({ length: size }, (_, at) => at).filter((at) =>
          specs.some((one) =>
            one.kind === 'suffix' ? at >= size - one.length : at >= one.first && at <= (one.last ?? at),
          ),
        );
        expect(covered).toEqual(wanted);
      }),
    );
  });
});

describe('formatContentRange', () => {
  it('counts both ends', () => {
    expect(formatContentRange({ start: 0, length: 500 }, 1234)).toBe('bytes 0-499/1234');
  });
});
