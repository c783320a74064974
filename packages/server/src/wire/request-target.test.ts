import { describe, expect, it } from 'vitest';
import { parseOne, refusalOf } from '../../test/parse-every-way.ts';

function request(method: string, target: string, host = 'h'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}

describe('the request target (RFC 9112 §3.2)', () => {
  it.each([
    ['GET', '/', '/', ''],
    ['GET', '/a/b?x=1&y=2', '/a/b', 'x=1&y=2'],
    ['GET', '/a?', '/a', ''],
    ['GET', '/a?b?c', '/a', 'b?c'],
    ['GET', '//a//b', '//a//b', ''],
    ['GET', '/%61%2f', '/a%2F', ''],
    ['GET', '/a"b', '/a%22b', ''],
    ['GET', '/?[]{}|\\^`"<>', '/', '[]{}|\\^`"<>'],
    ['GET', '/?%zz', '/', '%zz'],
    ['OPTIONS', '*', '', ''],
  ])('takes %s %s apart', (method, target, path, query) => {
    const { head } = parseOne(request(method, target));
    expect(head).toMatchObject({ path, query, target });
    expect(head.authority?.text).toBe('h');
  });

  it.each([
    ['http://example.com', '/', 'example.com', ''],
    ['http://example.com/a?b', '/a', 'example.com', ''],
    ['HTTP://Example.com:81?b', '/', 'Example.com', '81'],
    ['http://[::1]:81/', '/', '::1', '81'],
  ])('takes the host of %s in place of the Host field (§3.2.2)', (target, path, host, port) => {
    const { head } = parseOne(request('GET', target, 'other'));
    expect(head.authority).toMatchObject({ host, port });
    expect(head.path).toBe(path);
    expect(head.fields.values[head.fields.keys.indexOf('HTTP_HOST')]).toBe(head.authority?.text);
  });

  it('takes the authority form for CONNECT (§3.2.3)', () => {
    const { head } = parseOne(request('CONNECT', 'example.com:443'));
    expect(head).toMatchObject({ path: '', query: '', authority: { host: 'example.com', port: '443' } });
  });

  it('takes an absolute OPTIONS without a path as one for the whole server (§3.2.4)', () => {
    expect(parseOne(request('OPTIONS', 'http://example.com')).head.path).toBe('');
    expect(parseOne(request('OPTIONS', 'http://example.com/')).head.path).toBe('/');
  });

  it.each([
    ['GET', '*', 'target'],
    ['GET', 'a', 'target'],
    ['GET', '?a', 'target'],
    ['GET', 'h:80', 'target'],
    ['GET', 'ftp://h/', 'target'],
    ['GET', 'http:///a', 'target'],
    ['GET', 'http://', 'target'],
    ['GET', 'http://user@h/', 'target'],
    ['GET', 'http://h:x/', 'target'],
    ['GET', 'http://:80/', 'target'],
    ['OPTIONS', '**', 'target'],
    ['CONNECT', '/', 'target'],
    ['CONNECT', 'h', 'target'],
    ['CONNECT', 'h:', 'target'],
    ['CONNECT', ':80', 'target'],
    ['CONNECT', 'http://h:80/', 'target'],
    ['GET', '/#', 'path'],
    ['GET', '/?#', 'target'],
    ['GET', '/?\xe9', 'target'],
    ['GET', '/\xe9', 'path'],
    ['GET', '/%', 'path'],
    ['GET', '/%6', 'path'],
    ['GET', '/%00', 'path'],
    ['GET', '/a/../b', 'path'],
    ['GET', '/a/%2e%2E/b', 'path'],
    ['GET', '/.', 'path'],
    ['GET', 'http://h/..', 'path'],
  ])('refuses %s %s', (method, target, code) => {
    expect(refusalOf(request(method, target))).toBe(code);
  });
});
