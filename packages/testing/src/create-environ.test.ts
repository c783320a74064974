import { type LintError, lint } from '@tsgi/lint';
import { describe, expect, it } from 'vitest';
import { call } from './call.ts';
import { createEnviron } from './create-environ.ts';

describe('createEnviron', () => {
  it('makes a GET of / on localhost', () => {
    expect(createEnviron()).toMatchObject({
      REQUEST_METHOD: 'GET',
      SCRIPT_NAME: '',
      PATH_INFO: '/',
      REQUEST_URI: '/',
      QUERY_STRING: '',
      SERVER_NAME: 'localhost',
      SERVER_PORT: '80',
      SERVER_PROTOCOL: 'HTTP/1.1',
      REMOTE_ADDR: '127.0.0.1',
      HTTP_HOST: 'localhost',
      'tsgi.url_scheme': 'http',
    });
  });

  it.each([
    ['https://example.com/a?b=c', { SERVER_NAME: 'example.com', SERVER_PORT: '443', HTTP_HOST: 'example.com' }],
    ['http://example.com:8080', { SERVER_NAME: 'example.com', SERVER_PORT: '8080', PATH_INFO: '/', REQUEST_URI: '/' }],
    ['http://[::1]:81/', { SERVER_NAME: '::1', SERVER_PORT: '81', HTTP_HOST: '[::1]:81' }],
    ['HTTPS://EXAMPLE.com?x', { 'tsgi.url_scheme': 'https', REQUEST_URI: '/?x', QUERY_STRING: 'x' }],
    ['/%61?b=%61#part', { PATH_INFO: '/a', REQUEST_URI: '/%61?b=%61', QUERY_STRING: 'b=%61' }],
    ['/caf\u00e9 \u4e2d', { PATH_INFO: '/caf%C3%A9%20%E4%B8%AD', REQUEST_URI: '/caf%C3%A9%20%E4%B8%AD' }],
    ['/a//b%2fc', { PATH_INFO: '/a//b%2Fc', REQUEST_URI: '/a//b%2fc' }],
    ['/?', { PATH_INFO: '/', REQUEST_URI: '/?', QUERY_STRING: '' }],
  ])('takes %s apart', (url, expected) => {
    expect(createEnviron({ url })).toMatchObject(expected);
  });

  it.each([
    ['OPTIONS', '*', { PATH_INFO: '', REQUEST_URI: '*' }],
    ['CONNECT', 'example.com:443', { PATH_INFO: '', REQUEST_URI: 'example.com:443', SERVER_NAME: 'example.com' }],
  ])('knows the target of %s %s', (method, url, expected) => {
    expect(createEnviron({ method, url })).toMatchObject(expected);
  });

  it.each([
    ['a dot segment', { url: '/a/%2e%2e/b' }],
    ['a malformed escape', { url: '/%zz' }],
    ['a path without a slash', { url: 'polls' }],
    ['a method that is no token', { method: 'GET /' }],
    ['a header name with a colon', { headers: { 'X:': 'a' } }],
    ['a header with a line break', { headers: { 'X-A': 'a\r\nb' } }],
    ['a header above U+00FF', { headers: { 'X-A': '\u0141' } }],
    ['a Content-Length that is none', { headers: { 'Content-Length': '+1' } }],
    ['a path outside the mount', { url: '/polls', scriptName: '/poll' }],
  ])('refuses %s, as a server would', (_, options) => {
    expect(() => createEnviron(options)).toThrow(expect.objectContaining({ code: 'request-refused' }));
  });

  it('cuts the path at the mount', () => {
    const environ = createEnviron({ url: '/polls/3', scriptName: '/polls' });
    expect([environ.SCRIPT_NAME, environ.PATH_INFO]).toEqual(['/polls', '/3']);
    expect(createEnviron({ url: '/polls', scriptName: '/polls' }).PATH_INFO).toBe('');
  });

  it('joins repeated headers, cookies with a semicolon, and leaves out what is the server’s', () => {
    const environ = createEnviron({
      headers: [
        ['Accept', ' text/html '],
        ['accept', 'text/plain'],
        ['Cookie', 'a=1'],
        ['Cookie', 'b=2'],
        ['Content-Type', 'text/plain'],
        ['Connection', 'keep-alive'],
        ['Proxy', 'http://evil'],
        ['X_Forwarded_For', '1.2.3.4'],
        ['Host', 'example.com:81'],
      ],
    });
    expect(environ).toMatchObject({ HTTP_ACCEPT: 'text/html, text/plain', HTTP_COOKIE: 'a=1; b=2' });
    expect(environ).toMatchObject({ CONTENT_TYPE: 'text/plain', SERVER_NAME: 'example.com', SERVER_PORT: '81' });
    const keys = Object.keys(environ).filter((key) => key.startsWith('HTTP_'));
    expect(keys.sort()).toEqual(['HTTP_ACCEPT', 'HTTP_COOKIE', 'HTTP_HOST']);
  });

  it.each([
    ['text', 'h\u00e9', '3'],
    ['bytes', new Uint8Array(4), '4'],
    ['chunks', [new Uint8Array(4)], undefined],
    ['nothing', undefined, undefined],
  ])('gives a body of %s the right CONTENT_LENGTH', (_, body, length) => {
    expect(createEnviron({ method: 'POST', body }).CONTENT_LENGTH).toBe(length);
  });

  it.each([
    ['an Upgrade header', { headers: { Upgrade: 'websocket' } }, true],
    ['an empty body', { headers: { Upgrade: 'websocket', 'Content-Length': '0' } }, true],
    ['no Upgrade header', {}, false],
    ['HTTP/1.0', { headers: { Upgrade: 'websocket' }, protocol: 'HTTP/1.0' as const }, false],
    ['a request body', { headers: { Upgrade: 'websocket' }, body: [] }, false],
  ])('offers an upgrade as a server does: %s', (_, options, offered) => {
    expect('upgrade' in createEnviron(options)['tsgi.exchange']).toBe(offered);
  });

  it('has trailers when the body was read to its end', async () => {
    const environ = createEnviron({ method: 'POST', body: [], trailers: [['X-Sum', '1']] });
    expect(environ['tsgi.exchange'].trailers).toBeUndefined();
    await environ['tsgi.input'].read();
    expect(environ['tsgi.exchange'].trailers).toEqual([['X-Sum', '1']]);
  });

  it.each([
    {},
    { method: 'POST', body: 'a=1', headers: { 'Content-Type': 'text/plain' } },
    { url: 'https://[::1]:8443/a/b?c', remoteAddress: '::1' },
    { method: 'OPTIONS', url: '*' },
    { url: '/a/b', scriptName: '/a', protocol: 'HTTP/1.0' as const },
    { headers: { Upgrade: 'websocket', 'X.Y': '1' } },
  ])('keeps the rules of a server: %j', async (options) => {
    const faults: LintError[] = [];
    const app = lint({ onFault: (fault) => faults.push(fault) })(async (environ, startResponse) => {
      startResponse('200 OK', []);
      return [await environ['tsgi.input'].read()];
    });
    await call(app, createEnviron(options));
    expect(faults).toEqual([]);
  });
});
