import { describe, expect, it } from 'vitest';
import { LIMITS, parseEveryWay, parseOne, refusalOf } from '../../test/parse-every-way.ts';

function post(lines: string, body = '', version = 'HTTP/1.1'): string {
  return `POST / ${version}\r\nHost: h\r\n${lines}\r\n\r\n${body}`;
}

describe('the length of a request body (RFC 9112 §6.3)', () => {
  it('is nothing without Content-Length and Transfer-Encoding', () => {
    expect(parseOne('POST / HTTP/1.1\r\nHost: h\r\n\r\n')).toMatchObject({
      body: '',
      head: { framing: { kind: 'none' } },
    });
  });

  it.each(['5', '05', '0000000000000005'])('is what Content-Length: %s says', (length) => {
    expect(parseOne(post(`Content-Length: ${length}`, 'hello')).body).toBe('hello');
  });

  it('is chunked when Transfer-Encoding says exactly that, in any case', () => {
    expect(parseOne(post('Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n')).body).toBe('hello');
    expect(parseOne(post('transfer-encoding:\tChunked ', '0\r\n\r\n')).body).toBe('');
  });

  it.each(['Content-Length: 5', 'Transfer-Encoding: chunked'])(
    'is refused for CONNECT: %s (RFC 9110 §9.3.6)',
    (line) => {
      const bytes = `CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n${line}\r\n\r\n`;
      expect(refusalOf(bytes)).toBe('framing-ambiguous');
    },
  );

  it.each([
    ['Content-Length: 5\r\nTransfer-Encoding: chunked', 'framing-ambiguous'],
    ['Transfer-Encoding: chunked\r\nContent-Length: 5', 'framing-ambiguous'],
    ['Transfer-Encoding: identity\r\nContent-Length: 5', 'framing-ambiguous'],
    ['Content-Length: 5\r\nContent-Length: 5', 'field-repeated'],
    ['Content-Length: 5\r\nContent-Length: 6', 'field-repeated'],
    ['Content-Length: 5, 5', 'content-length'],
    ['Content-Length: +5', 'content-length'],
    ['Content-Length: -5', 'content-length'],
    ['Content-Length: 5 5', 'content-length'],
    ['Content-Length: 0x5', 'content-length'],
    ['Content-Length: 5.0', 'content-length'],
    ['Content-Length: 5e0', 'content-length'],
    ['Content-Length: 5;', 'content-length'],
    ['Content-Length:', 'content-length'],
    ['Content-Length: five', 'content-length'],
    ['Content-Length: \xb2', 'content-length'],
    ['Content-Length: 9007199254740992', 'content-length'],
    ['Content-Length: 18446744073709551621', 'content-length'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', 'field-repeated'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', 'field-repeated'],
    ['Transfer-Encoding: chunked, chunked', 'framing-ambiguous'],
    ['Transfer-Encoding: chunked, identity', 'framing-ambiguous'],
    ['Transfer-Encoding: chunked;a=b', 'framing-ambiguous'],
    ['Transfer-Encoding: "chunked"', 'framing-ambiguous'],
    ['Transfer-Encoding: \x0bchunked', 'control-character'],
    ['Transfer-Encoding: \xa0chunked', 'framing-ambiguous'],
    ['Transfer-Encoding: ,chunked', 'framing-ambiguous'],
    ['Transfer-Encoding:', 'framing-ambiguous'],
    ['Transfer-Encoding : chunked', 'field'],
    ['Transfer-Encoding\r\n: chunked', 'field'],
  ])('is uncertain, and refused, with %j', (lines, code) => {
    expect(refusalOf(post(lines))).toBe(code);
  });

  it.each(['identity', 'gzip', 'gzip, chunked', 'chunkedx', 'xchunked'])(
    'is refused with 501 in the coding %s',
    (coding) => {
      expect(parseEveryWay(post(`Transfer-Encoding: ${coding}`))).toMatchObject({
        error: 'transfer-coding',
        status: 501,
      });
    },
  );

  it('is refused as chunked in HTTP/1.0 (§6.1)', () => {
    expect(refusalOf(post('Transfer-Encoding: chunked', '0\r\n\r\n', 'HTTP/1.0'))).toBe('framing-ambiguous');
  });

  it('may be limited, and is refused with 413 before anything of it is read', () => {
    const limits = { ...LIMITS, chunked: { ...LIMITS.chunked, body: 4 } };
    expect(parseOne(post('Content-Length: 4', '1234'), limits).body).toBe('1234');
    expect(parseEveryWay(post('Content-Length: 5'), limits)).toMatchObject({ error: 'body-too-large', status: 413 });
    expect(parseEveryWay(post('Transfer-Encoding: chunked', '2\r\n12\r\n3\r\n'), limits)).toMatchObject({
      error: 'body-too-large',
      requests: [{ body: '12' }],
    });
  });

  it('does not depend on the method', () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'QUERY']) {
      expect(parseOne(`${method} / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab`).body).toBe('ab');
    }
  });
});

describe('Expect (RFC 9110 §10.1.1)', () => {
  it('is 100-continue, in any case, and counts with a body in HTTP/1.1', () => {
    expect(parseOne(post('Expect: 100-Continue\r\nContent-Length: 1', 'a')).head.expectsContinue).toBe(true);
    expect(parseOne(post('Expect: 100-continue')).head.expectsContinue).toBe(false);
    expect(parseOne(post('Expect: 100-continue\r\nContent-Length: 1', 'a', 'HTTP/1.0')).head.expectsContinue).toBe(
      false,
    );
  });

  it.each(['200-ok', '100-continue, 100-continue', ''])('is refused with 417 as %j', (expectation) => {
    expect(parseEveryWay(post(`Expect: ${expectation}`))).toMatchObject({ error: 'expectation', status: 417 });
  });
});
