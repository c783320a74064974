import { describe, expect, it } from 'vitest';
import { environOf, exchangeOf, type TestRequest } from '../test/environ.ts';
import { HttpRequest } from './http-request.ts';

const requestOf = (request: TestRequest = {}): HttpRequest => new HttpRequest(environOf(request));
const failsWith = (code: string): unknown => expect.objectContaining({ code });

describe('HttpRequest', () => {
  it('reads method and paths as they are', () => {
    const request = requestOf({ method: 'post', scriptName: '/app', path: '/a%2Fb' });
    expect([request.method, request.scriptName, request.path]).toEqual(['post', '/app', '/a%2Fb']);
  });

  it.each([
    [{ path: '/a%2Fb', query: 'q=1' }, 'http://example.com/a%2Fb?q=1'],
    [{ scriptName: '/app', path: '', https: true }, 'https://example.com/app'],
    [{ headers: { Host: 'EXAMPLE.org:8080' } }, 'http://example.org:8080/'],
    [{ headers: { Host: '[::1]:8080' } }, 'http://[::1]:8080/'],
    [{ headers: { Host: '' } }, 'http://example.com/'],
    [{ path: '*', method: 'OPTIONS' }, 'http://example.com/'],
    [{ path: '//evil.com' }, 'http://example.com//evil.com'],
  ])('has the URL of %o', (request, url) => {
    expect(requestOf(request).url.href).toBe(url);
  });

  it('gives a URL that may be changed', () => {
    const request = requestOf({ path: '/a' });
    request.url.pathname = '/b';
    expect(request.url.pathname).toBe('/a');
  });

  it('has the host in lower case, without the port of its scheme', () => {
    expect(requestOf({ headers: { Host: 'Example.COM:80' } }).host).toBe('example.com');
    expect(requestOf({ headers: { Host: 'a_b.example.com:8000' } }).host).toBe('a_b.example.com:8000');
  });

  // Django CVE-2012-4520: links in mails that lead to whoever sent the Host header.
  it.each([
    'evil.com/',
    'user@evil.com',
    'a b',
    'a,b',
    'a\\b',
    '[::1',
    '[::::]',
    'a:b',
    'a:99999',
    'a:',
    'é.com',
    '%41.com',
    '?',
  ])('refuses the host %o', (host) => {
    expect(() => requestOf({ headers: { Host: host } }).host).toThrow(failsWith('host-invalid'));
    expect(() => requestOf({ headers: { Host: host } }).url).toThrow(failsWith('host-invalid'));
  });

  it('decodes the query', () => {
    const { query } = requestOf({ query: 'a=1&a=2&b=%C3%A9+x&__proto__=1&[c]={' });
    expect(query.getAll('a')).toEqual(['1', '2']);
    expect(query.get('b')).toBe('é x');
    expect(query.get('[c]')).toBe('{');
  });

  it('makes query, headers, cookies and conditions once', () => {
    const request = requestOf();
    expect(request.query).toBe(request.query);
    expect(request.headers).toBe(request.headers);
    expect(request.cookies).toBe(request.cookies);
    expect(request.conditions).toBe(request.conditions);
  });

  it('finds headers in any case', () => {
    const { headers } = requestOf({
      headers: { 'X-Forwarded-For': '1.2.3.4', 'Content-Type': 'text/plain' },
      body: 'abc',
    });
    expect(headers.get('x-forwarded-for')).toBe('1.2.3.4');
    expect(headers.get('CONTENT-TYPE')).toBe('text/plain');
    expect(headers.get('Content-Length')).toBe('3');
    expect(headers.has('X-Absent')).toBe(false);
    expect(headers.has('toString')).toBe(false);
    expect([...headers]).toEqual([
      ['content-length', '3'],
      ['x-forwarded-for', '1.2.3.4'],
      ['content-type', 'text/plain'],
    ]);
  });

  it('does not take a header for one with an underscore', () => {
    expect(requestOf({ headers: { 'X-User': 'eve' } }).headers.get('X_User')).toBeUndefined();
  });

  it('keeps the names of headers that it remembers few', () => {
    const { headers } = requestOf({ headers: { 'X-1500': 'here' } });
    for (let index = 0; index < 1600; index++) headers.get(`x-${index}`);
    expect(headers.get('x-1500')).toBe('here');
  });

  it('reads cookies', () => {
    const { cookies } = requestOf({ headers: { Cookie: 'a=1; b=%C3%A9; a=2; bad=%E9; c="x"; =nameless; toString=x' } });
    expect([cookies.get('a'), cookies.get('b'), cookies.get('bad')]).toEqual(['1', 'é', '%E9']);
    expect(cookies.get('toString')).toBe('x');
    expect([...cookies].map(([name]) => name)).toContain('c');
  });

  // CVE-2024-47764 and others: names that find something that was not sent.
  it('has no cookie that was not sent', () => {
    for (const request of [requestOf(), requestOf({ headers: { Cookie: '__proto__=x' } })]) {
      for (const name of ['toString', 'constructor', 'hasOwnProperty']) expect(request.cookies.has(name)).toBe(false);
    }
    expect([...requestOf().cookies]).toEqual([]);
    expect(requestOf({ headers: { Cookie: '__proto__=x' } }).cookies.get('__proto__')).toBe('x');
  });

  it.each([
    [{ headers: { 'Content-Type': 'Text/HTML; charset=utf-8' } }, 'text/html'],
    [{ headers: { 'Content-Type': 'nonsense' } }, undefined],
    [{}, undefined],
  ])('has the content type of %o', (request, type) => {
    expect(requestOf(request).contentType).toBe(type);
  });

  it('knows what the server knows', () => {
    const { environ, abort } = exchangeOf({ https: true, body: 'abcd' });
    const request = new HttpRequest(environ);
    expect([request.secure, request.remoteAddress, request.contentLength]).toEqual([true, '192.0.2.1', 4]);
    expect([requestOf().secure, requestOf().contentLength]).toEqual([false, undefined]);
    expect(request.signal.aborted).toBe(false);
    abort();
    expect(request.signal.aborted).toBe(true);
  });

  it('negotiates', () => {
    const request = requestOf({ headers: { Accept: 'a/b', 'Accept-Language': 'de', 'Accept-Encoding': 'br' } });
    expect(request.accepts(['x/y', 'a/b'])).toBe('a/b');
    expect(request.acceptsLanguages(['en', 'de-AT'])).toBe('de-AT');
    expect(request.acceptsEncodings(['gzip', 'br'])).toBe('br');
  });

  it('has ranges and conditions parsed', () => {
    const request = requestOf({ headers: { Range: 'bytes=0-1', 'If-None-Match': '"a"' } });
    expect(request.range).toEqual([{ kind: 'from', first: 0, last: 1 }]);
    expect(request.conditions.ifNoneMatch).toEqual([{ opaque: 'a', weak: false }]);
    expect(requestOf().range).toBeUndefined();
  });
});
