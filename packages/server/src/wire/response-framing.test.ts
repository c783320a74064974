import { describe, expect, it } from 'vitest';
import { responseFraming } from './response-framing.ts';
import { declaredLength, formatInterimHead, formatResponseHead, parseSentFields } from './response-head.ts';

describe('the framing of a response', () => {
  const none = (length?: number) => ({ kind: 'none', length });
  it.each([
    // method, version, status, declared, known
    ['GET', 'HTTP/1.1', 200, 5, undefined, { kind: 'length', length: 5 }],
    ['GET', 'HTTP/1.1', 200, undefined, 7, { kind: 'length', length: 7 }],
    ['GET', 'HTTP/1.1', 200, 5, 7, { kind: 'length', length: 5 }],
    ['GET', 'HTTP/1.1', 200, undefined, undefined, { kind: 'chunked' }],
    ['GET', 'HTTP/1.0', 200, undefined, undefined, { kind: 'close' }],
    ['HEAD', 'HTTP/1.1', 200, 5, undefined, none(5)],
    ['HEAD', 'HTTP/1.1', 200, undefined, 7, none()],
    ['GET', 'HTTP/1.1', 204, 5, 7, none()],
    ['GET', 'HTTP/1.1', 304, 5, undefined, none(5)],
    ['GET', 'HTTP/1.1', 304, undefined, 0, none()],
    ['HEAD', 'HTTP/1.1', 304, 5, undefined, none(5)],
    ['GET', 'HTTP/1.1', 205, 5, 7, { kind: 'length', length: 0 }],
    ['CONNECT', 'HTTP/1.1', 200, 5, 7, none()],
    ['CONNECT', 'HTTP/1.1', 405, undefined, 7, { kind: 'length', length: 7 }],
  ] as const)('of %s %s %i, declared %s, known %s, is %j', (method, version, code, declared, known, framing) => {
    expect(responseFraming(method, version, code, declared, known)).toEqual(framing);
  });
});

describe('a response head', () => {
  const dateLine = 'Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n';

  it('holds the fields in order, and behind them the server’s', () => {
    const head = formatResponseHead(
      '200 OK',
      [
        ['Set-Cookie', 'a=1'],
        ['content-length', '5'],
        ['Set-Cookie', 'b=2'],
      ],
      { framing: { kind: 'length', length: 5 }, connection: undefined, dateLine },
    );
    expect(head).toBe(`HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n${dateLine}Content-Length: 5\r\n\r\n`);
    expect(parseSentFields(head)).toEqual([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
      ['Content-Length', '5'],
    ]);
  });

  it.each([
    [{ kind: 'none', length: undefined }, undefined, ''],
    [{ kind: 'none', length: 3 }, undefined, 'Content-Length: 3\r\n'],
    [{ kind: 'chunked' }, undefined, 'Transfer-Encoding: chunked\r\n'],
    [{ kind: 'close' }, 'close', 'Connection: close\r\n'],
    [{ kind: 'length', length: 0 }, 'keep-alive', 'Connection: keep-alive\r\nContent-Length: 0\r\n'],
  ] as const)('says of %j and connection %s: %j', (framing, connection, lines) => {
    const head = formatResponseHead('200 OK', [], { framing, connection, dateLine });
    expect(head).toBe(`HTTP/1.1 200 OK\r\n${dateLine}${lines}\r\n`);
  });

  it('leaves an application’s own Date alone', () => {
    const terms = { framing: { kind: 'none', length: undefined }, connection: undefined, dateLine } as const;
    expect(formatResponseHead('200 OK', [['date', 'x']], terms)).toBe('HTTP/1.1 200 OK\r\ndate: x\r\n\r\n');
  });

  it('has no length when it is an interim one (RFC 9110 §8.6)', () => {
    const headers = [
      ['Link', '</a>; rel=preload'],
      ['Content-Length', '3'],
    ] as const;
    expect(formatInterimHead('103 Early Hints', headers)).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n',
    );
  });

  it('gives the length that an application declared', () => {
    expect(declaredLength([['CONTENT-length', '12']])).toBe(12);
    expect(declaredLength([['Content-Type', 'a/b']])).toBeUndefined();
  });
});
