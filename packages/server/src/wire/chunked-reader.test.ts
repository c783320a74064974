import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, parseEveryWay, parseOne, read, refusalOf } from '../../test/parse-every-way.ts';

function chunked(body: string): string {
  return `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

describe('the chunked coding (RFC 9112 §7.1)', () => {
  it.each([
    ['0\r\n\r\n', ''],
    ['000\r\n\r\n', ''],
    ['1\r\na\r\n0\r\n\r\n', 'a'],
    ['a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n', '01234567890123456789'],
    ['00000000000000000002\r\nab\r\n0\r\n\r\n', 'ab'],
    ['2\r\n\r\n\r\n0\r\n\r\n', '\r\n'],
    ['1;a\r\nx\r\n0;b\r\n\r\n', 'x'],
    ['1;a=b;c="d \\" \xe9;"\t;\te = f\r\nx\r\n0\r\n\r\n', 'x'],
    ['1 ;a\r\nx\r\n0\r\n\r\n', 'x'],
  ])('reads %j', (body, text) => {
    expect(parseOne(chunked(body)).body).toBe(text);
  });

  it.each([
    ['\r\n', 'chunk-size'],
    ['x\r\n', 'chunk-size'],
    ['0x1\r\na\r\n', 'chunk-extension'],
    ['+1\r\na\r\n', 'chunk-size'],
    ['-1\r\na\r\n', 'chunk-size'],
    ['1_0\r\n', 'chunk-extension'],
    [' 1\r\na\r\n', 'chunk-size'],
    ['1 \r\na\r\n', 'chunk-extension'],
    ['1\t\r\na\r\n', 'chunk-extension'],
    ['\xb9\r\na\r\n', 'chunk-size'],
    [';a\r\n', 'chunk-size'],
    ['20000000000000\r\n', 'chunk-size'],
    ['10000000000000001\r\n', 'chunk-size'],
    ['1\na\r\n', 'line-ending'],
    ['1\r\r\na\r\n', 'line-ending'],
    ['1;\r\n', 'chunk-extension'],
    ['1;a=\r\n', 'chunk-extension'],
    ['1;a="\r\n', 'chunk-extension'],
    ['1;a b\r\n', 'chunk-extension'],
    ['1;a\x00\r\n', 'chunk-extension'],
    ['1;a\nb\r\n', 'line-ending'],
    [`1;${'a'.repeat(255)}\r\n`, 'chunk-extension'],
    ['1\r\nab\r\n', 'chunk-end'],
    ['1\r\na\n', 'line-ending'],
    ['1\r\na\r\r', 'chunk-end'],
    ['2\r\na\r\n0\r\n', 'line-ending'],
    ['0\r\n\n', 'line-ending'],
    ['0\r\nno colon\r\n', 'field'],
    ['0\r\nA : b\r\n', 'field'],
    ['0\r\n folded: b\r\n', 'field'],
    ['0\r\nA: \x00\r\n', 'field'],
  ])('refuses %j', (body, code) => {
    expect(refusalOf(chunked(body))).toBe(code);
  });

  it('bounds the extensions of all chunks together', () => {
    const limits = { ...LIMITS, chunked: { ...LIMITS.chunked, extensions: 20 } };
    expect(parseOne(chunked(`${'1;123456789\r\na\r\n'.repeat(2)}0\r\n\r\n`), limits).body).toBe('aa');
    expect(refusalOf(chunked('1;123456789\r\na\r\n'.repeat(3)), limits)).toBe('chunk-extension');
  });

  it('gives trailers at the end', () => {
    const { body, trailers } = parseOne(chunked('1\r\na\r\n0\r\nX-Sum: 1\t \r\nx-other:\xe9\r\n\r\n'));
    expect(body).toBe('a');
    expect(trailers).toEqual([
      ['X-Sum', '1'],
      ['x-other', '\xe9'],
    ]);
    expect(parseOne(chunked('0\r\n\r\n')).trailers).toBeUndefined();
  });

  it.each(['Content-Length: 1', 'transfer-encoding: chunked', 'Host: h', 'Authorization: x', 'Cookie: a=b', 'TE: x'])(
    'refuses the trailer %s (RFC 9110 §6.5.1)',
    (line) => {
      expect(refusalOf(chunked(`0\r\n${line}\r\n\r\n`))).toBe('trailer-forbidden');
    },
  );

  it('bounds trailers, in number and in size, before they have ended', () => {
    const limits = { ...LIMITS, chunked: { ...LIMITS.chunked, trailers: 40, trailerCount: 3 } };
    expect(parseOne(chunked(`0\r\n${'A: b\r\n'.repeat(3)}\r\n`), limits).trailers).toHaveLength(3);
    expect(parseEveryWay(chunked(`0\r\n${'A: b\r\n'.repeat(4)}`), limits)).toMatchObject({
      error: 'trailers-too-large',
      status: 431,
    });
    expect(refusalOf(chunked(`0\r\nA: ${'b'.repeat(40)}`), limits)).toBe('trailers-too-large');
    expect(refusalOf(chunked(`0\r\nA: ${'b'.repeat(30)}\r\nA: b\r\n`), limits)).toBe('trailers-too-large');
  });

  it('gives back any body, in any chunks, however the bytes are cut', () => {
    const cases = fc.tuple(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })), fc.array(fc.nat(60)));
    fc.assert(
      fc.property(cases, ([chunks, cuts]) => {
        const framed = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${latin1(chunk)}\r\n`).join('');
        const bytes = Buffer.from(chunked(`${framed}0\r\n\r\n`), 'latin1');
        const { requests } = read(cut(bytes, cuts), LIMITS);
        expect(requests).toMatchObject([{ body: chunks.map(latin1).join(''), isWhole: true }]);
      }),
    );
  });
});

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  let at = 0;
  const parts = sizes.map((size) => bytes.subarray(at, (at += size)));
  return [...parts, bytes.subarray(at)].filter((part) => part.length > 0);
}
