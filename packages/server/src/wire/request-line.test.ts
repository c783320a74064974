import { describe, expect, it } from 'vitest';
import { parseEveryWay, parseOne, refusalOf } from '../../test/parse-every-way.ts';

const REST = '\r\nHost: h\r\n\r\n';

describe('the request line (RFC 9112 §3)', () => {
  it.each([
    ['GET / HTTP/1.1', 'GET', '/', 'HTTP/1.1'],
    ['get / HTTP/1.1', 'get', '/', 'HTTP/1.1'],
    ["M-SEARCH!#$%&'*+.^_`|~09 /a HTTP/1.0", "M-SEARCH!#$%&'*+.^_`|~09", '/a', 'HTTP/1.0'],
    [`${'M'.repeat(32)} / HTTP/1.1`, 'M'.repeat(32), '/', 'HTTP/1.1'],
  ])('takes %j apart', (line, method, target, version) => {
    const { head } = parseOne(line + REST);
    expect(head).toMatchObject({ method, target, version });
  });

  it.each([
    ['', 'empty-lines'],
    ['GET', 'request-line'],
    ['GET /', 'request-line'],
    ['GET / ', 'request-line'],
    [' GET / HTTP/1.1', 'method'],
    ['GET  / HTTP/1.1', 'request-line'],
    ['GET /  HTTP/1.1', 'request-line'],
    ['GET / HTTP/1.1 ', 'request-line'],
    ['GET\t/ HTTP/1.1', 'request-line'],
    ['GET /a b HTTP/1.1', 'request-line'],
    ['GET / http/1.1', 'request-line'],
    ['GET / HTTP/1', 'request-line'],
    ['GET / HTTP/11.1', 'request-line'],
    ['GET / HTTP/1.01', 'request-line'],
    ['GET / HTTP/1.1\x0b', 'control-character'],
    ['GET / HTTP /1.1', 'request-line'],
    ['GE(T / HTTP/1.1', 'method'],
    ['G\xc9T / HTTP/1.1', 'method'],
    ['G\x00T / HTTP/1.1', 'control-character'],
    [`${'M'.repeat(33)} / HTTP/1.1`, 'method-too-long'],
    ['GET / HTTP/0.9', 'version'],
    ['GET / HTTP/1.2', 'version'],
    ['GET / HTTP/2.0', 'version'],
    ['PRI * HTTP/2.0', 'version'],
    ['\x16\x03\x01\x02', 'control-character'],
  ])('refuses %j', (line, code) => {
    if (line === '') expect(refusalOf('\r\n\r\n\r\n')).toBe(code);
    else expect(refusalOf(line + REST)).toBe(code);
  });

  it('answers a version that it does not speak with 505, and a method that is too long with 501', () => {
    expect(parseEveryWay(`GET / HTTP/2.0${REST}`).status).toBe(505);
    expect(parseEveryWay(`${'M'.repeat(33)} / HTTP/1.1${REST}`).status).toBe(501);
  });

  it('tolerates two empty lines before a request (§2.2), also between requests', () => {
    const { requests, error } = parseEveryWay(`\r\n\r\nGET /1 HTTP/1.1${REST}\r\nGET /2 HTTP/1.1${REST}`);
    expect(error).toBeUndefined();
    expect(requests.map(({ head }) => head.target)).toEqual(['/1', '/2']);
  });

  it.each(['\n', '\n\r\n', '\r', ' \r\n'])('does not tolerate %j before a request', (before) => {
    expect(refusalOf(`${before}GET / HTTP/1.1${REST}`)).toMatch(/^(line-ending|request-line|method)$/);
  });
});
