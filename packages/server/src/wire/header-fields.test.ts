import { describe, expect, it } from 'vitest';
import { LIMITS, parseEveryWay, parseOne, refusalOf } from '../../test/parse-every-way.ts';

function fieldsOf(lines: string): Record<string, string> {
  const { fields } = parseOne(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n\r\n`).head;
  const pairs = fields.keys.map((key, at): [string, string] => [key, fields.values[at] ?? '']);
  return Object.fromEntries(pairs.filter(([key]) => key !== 'HTTP_HOST'));
}

function refusal(lines: string): string | undefined {
  return refusalOf(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n\r\n`);
}

describe('fields (RFC 9112 §5)', () => {
  it.each([
    ['A: b', { HTTP_A: 'b' }],
    ['A:b', { HTTP_A: 'b' }],
    ['A:  \t b \t ', { HTTP_A: 'b' }],
    ['A:', { HTTP_A: '' }],
    ['A: \t', { HTTP_A: '' }],
    ['A: b c\td', { HTTP_A: 'b c\td' }],
    ['A: b:c', { HTTP_A: 'b:c' }],
    ['A: \xa0b\xff', { HTTP_A: '\xa0b\xff' }],
    ['X-Some-Name: 1', { HTTP_X_SOME_NAME: '1' }],
    ["!#$%&'*+.^`|~: 1", { "HTTP_!#$%&'*+.^`|~": '1' }],
  ])('reads %j', (lines, fields) => {
    expect(fieldsOf(lines)).toEqual(fields);
  });

  it('joins repeated fields in order, whatever their case (RFC 9110 §5.3)', () => {
    expect(fieldsOf('A: 1\r\nB: x\r\na: 2\r\nA: 3')).toEqual({ HTTP_A: '1, 2, 3', HTTP_B: 'x' });
    expect(fieldsOf('Cookie: a=1\r\ncookie: b=2')).toEqual({ HTTP_COOKIE: 'a=1; b=2' });
  });

  it('joins repeated fields with names too long to keep', () => {
    const name = `X-${'long'.repeat(30)}`;
    expect(Object.values(fieldsOf(`${name}: 1\r\n${name.toLowerCase()}: 2`))).toEqual(['1, 2']);
  });

  it('joins a name from one head with nothing from another', () => {
    const { requests } = parseEveryWay('GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\n\r\n'.repeat(3));
    expect(requests.map(({ head }) => head.fields.values)).toEqual(Array(3).fill(['h', '1']));
  });

  it.each([
    ['X_Forwarded_For: 1'],
    ['Content_Length: 5'],
    ['Proxy: http://evil'],
    ['Connection: keep-alive'],
    ['Keep-Alive: timeout=5'],
    ['Proxy-Connection: keep-alive'],
    ['TE: trailers'],
    ['Trailer: X'],
    ['Upgrade: websocket'],
    ['Content-Type: text/plain'],
    ['Content-Length: 0'],
  ])('keeps %s from the HTTP_ keys', (lines) => {
    expect(fieldsOf(lines)).toEqual({});
  });

  it.each([
    ['no colon', 'field'],
    [': no name', 'field'],
    ['A : b', 'field'],
    ['A\t: b', 'field'],
    [' A: b', 'field'],
    ['A: b\r\n folded', 'field'],
    ['A: b\r\n\tfolded', 'field'],
    ['A: b\r\n : c', 'field'],
    ['A B: c', 'field'],
    ['\xc4: b', 'field'],
    ['A(: b', 'field'],
    ['A: b\rc', 'line-ending'],
    ['A: b\nC: d', 'line-ending'],
    ['A: b\r\r\nC: d', 'line-ending'],
    ['A: b\r', 'line-ending'],
    ['A: b\x00', 'control-character'],
    ['A: b\x0bc', 'control-character'],
    ['A: b\x1f', 'control-character'],
    ['A: b\x7f', 'control-character'],
    ['A\x00: b', 'control-character'],
    ['Host: h', 'field-repeated'],
    ['host: other', 'field-repeated'],
    ['Content-Type: a/b\r\nContent-Type: a/b', 'field-repeated'],
  ])('refuses %j', (lines, code) => {
    expect(refusal(lines)).toBe(code);
  });

  it('takes as many fields as are allowed, and refuses one more with 431', () => {
    const fields = (count: number) => `GET / HTTP/1.1\r\nHost: h\r\n${'A: b\r\n'.repeat(count - 1)}\r\n`;
    expect(parseOne(fields(100)).head.fields.values[1]).toBe(Array(99).fill('b').join(', '));
    expect(parseEveryWay(fields(101))).toMatchObject({ error: 'head-too-large', status: 431 });
  });

  it('refuses a header section above the limit before it has ended', () => {
    const limits = { ...LIMITS, head: { requestLine: 40, fields: 60 } };
    const head = (length: number) => `GET / HTTP/1.1\r\nHost: h\r\nA: ${'b'.repeat(length - 14)}\r\n\r\n`;
    expect(refusalOf(head(60), limits)).toBeUndefined();
    expect(parseEveryWay(head(61), limits)).toMatchObject({ error: 'head-too-large', status: 431 });
    expect(refusalOf(`GET / HTTP/1.1\r\nHost: h\r\nA: ${'b'.repeat(100)}`, limits)).toBe('head-too-large');
  });

  it('refuses a request line above the limit before it has ended', () => {
    const limits = { ...LIMITS, head: { requestLine: 40, fields: 60 } };
    const line = (length: number) => `GET /${'a'.repeat(length - 14)} HTTP/1.1`;
    expect(refusalOf(`${line(40)}\r\nHost: h\r\n\r\n`, limits)).toBeUndefined();
    expect(parseEveryWay(`${line(41)}\r\nHost: h\r\n\r\n`, limits)).toMatchObject({
      error: 'request-line-too-long',
      status: 414,
    });
    expect(refusalOf(`GET /${'a'.repeat(40)}`, limits)).toBe('request-line-too-long');
  });
});

describe('Host (RFC 9112 §3.2)', () => {
  it('has to be there in HTTP/1.1, and not in HTTP/1.0', () => {
    expect(refusalOf('GET / HTTP/1.1\r\n\r\n')).toBe('host');
    expect(refusalOf('GET / HTTP/1.1\r\nA: b\r\n\r\n')).toBe('host');
    expect(parseOne('GET / HTTP/1.0\r\n\r\n').head.authority).toBeUndefined();
  });

  it('may be empty', () => {
    expect(parseOne('GET / HTTP/1.1\r\nHost:\r\n\r\n').head.authority?.host).toBe('');
  });

  it.each(['a b', 'a/b', 'u@h', 'h:x', '[::1', 'a, b:c'])('is refused as %j, in either version', (host) => {
    expect(refusalOf(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe('host');
    expect(refusalOf(`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`)).toBe('host');
  });

  it('is made of the target where HTTP/1.0 sends none', () => {
    const { fields } = parseOne('GET http://example.com/ HTTP/1.0\r\nA: b\r\n\r\n').head;
    expect(fields.keys).toEqual(['HTTP_A', 'HTTP_HOST']);
    expect(fields.values).toEqual(['b', 'example.com']);
  });
});
