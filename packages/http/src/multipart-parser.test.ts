import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MultipartParser } from './multipart-parser.ts';

const BOUNDARY = 'AaB03x';
const HEADER_LIMIT = 200;

type Found = {
  readonly field: string;
  readonly fileName: string | undefined;
  readonly type: string;
  readonly content: string;
};

/** What a parser finds in chunks; throws what it throws. */
function parse(chunks: readonly Buffer[], boundary = BOUNDARY): readonly Found[] {
  const parser = new MultipartParser(boundary, HEADER_LIMIT);
  const parts: { -readonly [K in keyof Found]: Found[K] }[] = [];
  const order: string[] = [];
  const drain = (): void => {
    for (let event = parser.next(); event !== undefined; event = parser.next()) {
      order.push(event.kind);
      if (event.kind === 'part') parts.push({ ...event.head, content: '' });
      const part = parts.at(-1);
      if (event.kind === 'data' && part !== undefined) part.content += Buffer.from(event.bytes).toString('latin1');
    }
  };
  for (const chunk of chunks) {
    parser.push(chunk);
    drain();
  }
  parser.finish();
  expect(order.join(' ')).toMatch(/^(?:part (?:data )*part-end )*end$/);
  return parts;
}

/** Whole, byte by byte, and in two at every place. */
function readsTo(text: string, expected: readonly Partial<Found>[]): void {
  const bytes = Buffer.from(text, 'latin1');
  const wanted = expected.map((part) => expect.objectContaining(part) as unknown);
  expect(parse([bytes])).toEqual(wanted);
  expect(parse(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toEqual(wanted);
  for (let at = 0; at <= bytes.length; at++) expect(parse([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(wanted);
}

function failsWith(text: string, code: string): void {
  const bytes = Buffer.from(text, 'latin1');
  const failure = expect.objectContaining({ code }) as unknown;
  expect(() => parse([bytes])).toThrow(failure);
  expect(() => parse(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toThrow(failure);
}

const part = (disposition: string, content = 'x', rest = ''): string =>
  `--AaB03x\r\nContent-Disposition: ${disposition}\r\n${rest}\r\n${content}\r\n--AaB03x--\r\n`;

describe('MultipartParser', () => {
  it('reads fields and files', () => {
    readsTo(
      [
        '--AaB03x',
        'Content-Disposition: form-data; name="name"',
        '',
        'Larry',
        '--AaB03x',
        'content-disposition: FORM-DATA; name="pic"; filename="a.png"',
        'Content-Type: image/png; x=y',
        '',
        'PNG\r\n\0data',
        '--AaB03x--',
        '',
      ].join('\r\n'),
      [
        { field: 'name', fileName: undefined, type: 'text/plain', content: 'Larry' },
        { field: 'pic', fileName: 'a.png', type: 'image/png', content: 'PNG\r\n\0data' },
      ],
    );
  });

  it.each([
    ['nothing', '--AaB03x--', []],
    ['a preamble and an epilogue', `before\r\n${part('form-data; name=a')}after\r\n--AaB03x\r\n`, [{ content: 'x' }]],
    [
      'white space after a delimiter',
      part('form-data; name=a').replace('AaB03x\r\n', 'AaB03x \t\r\n'),
      [{ content: 'x' }],
    ],
    ['an empty content', part('form-data; name=a', ''), [{ content: '' }]],
    ['no content at all', '--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n--AaB03x--', [{ content: '' }]],
    [
      'a content like a delimiter',
      part('form-data; name=a', '\r\n--AaB03\r\n--AaB0\r\n\r\n-\r--AaB03x'),
      [{ content: '\r\n--AaB03\r\n--AaB0\r\n\r\n-\r--AaB03x' }],
    ],
    ['line ends only', part('form-data; name=a', '\r\n\r\n\r\r\r\n'), [{ content: '\r\n\r\n\r\r\r\n' }]],
    ['bare line feeds', part('form-data; name=a', '\n--AaB03x\n'), [{ content: '\n--AaB03x\n' }]],
  ])('reads %s', (_, text, expected) => {
    readsTo(text, expected);
  });

  it.each([
    ['form-data; name="a"; filename="C:\\dir\\b.txt"', { field: 'a', fileName: 'b.txt' }],
    ['form-data; name="a"; filename="../../etc/passwd"', { fileName: 'passwd' }],
    ['form-data; name="a"; filename=".."', { fileName: '' }],
    ['form-data; name="a"; filename="a/."', { fileName: '' }],
    ['form-data; name="a"; filename=""', { fileName: '', type: 'application/octet-stream' }],
    ['form-data; name="%22a%0D%0a%41"', { field: '"a\r\n%41' }],
    ['form-data; name="\\"a\\\\"', { field: '"a\\' }],
    ['form-data ; name=a ; filename=b', { field: 'a', fileName: 'b' }],
    ['form-data; name=""', { field: '' }],
    ['form-data; name="\xc3\xa9"', { field: 'é' }],
    [`form-data; name=a; filename="x"; filename*=UTF-8''%e2%82%ac%20a.txt`, { fileName: '€ a.txt' }],
    ['form-data; name=a; filename="a%00\x09b.txt"', { fileName: 'a%00b.txt' }],
    ['form-data; name="a; filename=b"', { field: 'a; filename=b', fileName: undefined }],
  ])('reads the disposition %s', (disposition, expected) => {
    readsTo(part(disposition), [expected]);
  });

  it.each([
    ['', 'multipart-truncated'],
    ['--AaB03x', 'multipart-truncated'],
    ['--AaB03x-', 'multipart-truncated'],
    ['--AaB03x\r\n', 'multipart-truncated'],
    ['--AaB03x\r\nContent-Disposition: form-data; name=a', 'multipart-truncated'],
    ['--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n', 'multipart-truncated'],
    ['--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\ncontent', 'multipart-truncated'],
    ['--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\ncontent\r\n--AaB03x', 'multipart-truncated'],
    ['--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\ncontent\r\n--AaB03x\r\n', 'multipart-truncated'],
    ['--other\r\n\r\n--other--', 'multipart-truncated'],
    ['x--AaB03x--', 'multipart-truncated'],
    ['y'.repeat(HEADER_LIMIT + 1), 'multipart-malformed'],
    ['--AaB03xy\r\n', 'multipart-malformed'],
    ['--AaB03x\n\r\n', 'multipart-malformed'],
    [`--AaB03x${' '.repeat(100)}\r\n`, 'multipart-malformed'],
    ['--AaB03x\r\n\r\nno header\r\n--AaB03x--', 'multipart-malformed'],
    ['--AaB03x\r\nContent-Type: text/plain\r\n\r\nx\r\n--AaB03x--', 'multipart-malformed'],
    [`--AaB03x\r\nX: ${'y'.repeat(HEADER_LIMIT)}`, 'part-header-too-large'],
    [part('form-data; name=a', 'x', `X: ${'y'.repeat(HEADER_LIMIT)}\r\n`), 'part-header-too-large'],
    [part('form-data'), 'multipart-malformed'],
    [part('form-data;'), 'multipart-malformed'],
    [part('form-data; filename=a'), 'multipart-malformed'],
    [part('attachment; name=a'), 'multipart-malformed'],
    [part('form-data; name="a'), 'multipart-malformed'],
    [part('form-data; name=a b'), 'multipart-malformed'],
    [part('form-data; name=a; name=b'), 'multipart-malformed'],
    [part('form-data; name=a; x'), 'multipart-malformed'],
    [part(`form-data; name=a; filename*=latin1''x`), 'multipart-malformed'],
    [part(`form-data; name=a; filename*=UTF-8''%zz`), 'multipart-malformed'],
    [part(`form-data; name=a; filename*=UTF-8''%ff`), 'text-malformed'],
    [part('form-data; name="\xe9"'), 'text-malformed'],
    [part('form-data; name="__proto__"'), 'key-forbidden'],
    [part('form-data; name=a', 'x', 'Content-Disposition: form-data; name=b\r\n'), 'multipart-malformed'],
    [part('form-data; name=a', 'x', ' folded\r\n'), 'multipart-malformed'],
    [part('form-data; name=a', 'x', 'X: a\nY: b\r\n'), 'multipart-malformed'],
    [part('form-data; name=a', 'x', 'X : a\r\n'), 'multipart-malformed'],
    [part('form-data; name=a', 'x', 'X: \0\r\n'), 'multipart-malformed'],
    [part('form-data; name=a', 'x', 'Content-Transfer-Encoding: base64\r\n'), 'content-encoding-unsupported'],
    [part('form-data; name=a', 'x', 'Content-Type: text/plain; charset=latin1\r\n'), 'charset-unsupported'],
  ])('refuses %o with %s', failsWith);

  it.each(['7bit', '8BIT', 'binary'])('reads a part in the transfer encoding %s', (encoding) => {
    readsTo(part('form-data; name=a', 'x', `Content-Transfer-Encoding: ${encoding}\r\n`), [{ content: 'x' }]);
  });

  it('does not mind the charset of a file', () => {
    readsTo(part('form-data; name=a; filename=b', '\xe9', 'Content-Type: text/plain; charset=latin1\r\n'), [
      { type: 'text/plain', content: '\xe9' },
    ]);
  });

  it('finds what was written, however it is cut', () => {
    const nasty = fc.constantFrom('\r', '\n', '\r\n', '-', '--', `\r\n--${BOUNDARY.slice(0, 4)}`, '\0', 'a', '\xff');
    const content = fc.array(nasty, { maxLength: 40 }).map((pieces) => pieces.join(''));
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 4 }), cuts, (contents, sizes) => {
        const head = '--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n';
        const bytes = Buffer.from(`${contents.map((one) => `${head}${one}\r\n`).join('')}--AaB03x--`, 'latin1');
        const chunks: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(parse(chunks).map((one) => one.content)).toEqual(contents);
      }),
      { numRuns: 500 },
    );
  });

  it('gives a large content on without holding it back', () => {
    const parser = new MultipartParser(BOUNDARY, HEADER_LIMIT);
    parser.push(Buffer.from('--AaB03x\r\nContent-Disposition: form-data; name=a\r\n\r\n'));
    parser.push(Buffer.alloc(100_000));
    expect(parser.next()?.kind).toBe('part');
    const event = parser.next();
    expect(event?.kind === 'data' && event.bytes.length).toBe(100_000);
    expect(parser.next()).toBeUndefined();
  });

  it('survives any bytes, with an error that is the client’s', () => {
    const token = fc.constantFrom(
      '--AaB03x',
      '\r\n',
      '--',
      'Content-Disposition: form-data; name=a',
      ': ',
      ';',
      '"',
      '\r',
      '\n',
      '\0',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ maxLength: 3 })), { maxLength: 30 }), (tokens) => {
        try {
          parse([Buffer.from(tokens.join(''), 'latin1')]);
        } catch (error) {
          expect(error).toMatchObject({ name: 'BodyError' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
