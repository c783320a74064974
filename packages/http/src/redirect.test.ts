import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, environOf } from '../test/environ.ts';
import { redirect, safeRedirect } from './redirect.ts';
import { view } from './view.ts';

describe('redirect', () => {
  it.each([
    ['GET', '302 Found'],
    ['HEAD', '302 Found'],
    ['OPTIONS', '302 Found'],
    ['TRACE', '302 Found'],
    ['POST', '303 See Other'],
    ['PUT', '303 See Other'],
    ['DELETE', '303 See Other'],
    ['post', '303 See Other'],
  ])('answers %s with %s', async (method, status) => {
    expect((await call(redirect('/').application, { method })).status).toBe(status);
  });

  it('keeps the status it was given', async () => {
    expect((await call(redirect('/', { status: 308 }).application, { method: 'POST' })).status).toBe(
      '308 Permanent Redirect',
    );
    expect((await call(redirect('/', { status: 302 }).application, { method: 'POST' })).status).toBe('302 Found');
  });

  it('keeps a status that was set later', async () => {
    const response = redirect('/');
    response.status = 307;
    expect((await call(response.application, { method: 'POST' })).status).toBe('307 Temporary Redirect');
  });

  it.each([
    ['/polls/3', '/polls/3'],
    ['?page=2', '?page=2'],
    ['#top', '#top'],
    ['../up', '../up'],
    ['/a:b', '/a:b'],
    ['/straße?q=ü#é', '/stra%C3%9Fe?q=%C3%BC#%C3%A9'],
    ['/a b"<>', '/a%20b%22%3C%3E'],
    ['/a%2Fb', '/a%2Fb'],
    ['/\ud800', '/%EF%BF%BD'],
    ['https://example.com', 'https://example.com/'],
    ['HTTP://user@example.com/é', 'http://user@example.com/%C3%A9'],
  ])('sends %o as %o', async (target, location) => {
    expect((await call(redirect(target).application)).header('Location')).toBe(location);
  });

  it.each([
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com',
    'mailto:a@b',
    '//evil.com',
    '\\\\evil.com',
    '/\\evil.com',
    'http:evil.com',
    'https:/evil.com',
    'https://',
    '/a\r\nSet-Cookie: a=b',
    '/a\tb',
    '/a\0',
    '\x7f',
  ])('refuses %o', (target) => {
    expect(() => redirect(target)).toThrow(expect.objectContaining({ code: 'redirect-target' }));
  });
});

describe('safeRedirect', () => {
  const environ = environOf({ path: '/login', https: true, headers: { Host: 'example.com' } });
  const locationOf = async (target: string | null | undefined): Promise<string | undefined> =>
    (await call(safeRedirect({ environ }, target, '/home').application)).header('Location');

  it.each([
    ['/account?a=1#b', '/account?a=1#b'],
    ['account', '/account'],
    ['?a', '/login?a'],
    ['https://example.com/account', '/account'],
    ['//example.com/account', '/account'],
    ['https://user:secret@example.com/', '/'],
    ['  /account', '/account'],
    ['https:account', '/account'],
  ])('follows %o', async (target, location) => {
    expect(await locationOf(target)).toBe(location);
  });

  // CVE-2018-14574, CVE-2024-29041: two readers of one target.
  it.each([
    null,
    undefined,
    '',
    '//evil.com',
    '///evil.com',
    '\\\\evil.com',
    '/\\evil.com',
    '/\t/evil.com',
    '\n//evil.com',
    'https:/\\evil.com',
    'http://example.com/',
    'https://example.com:444/',
    'https://example.com.evil.com/',
    'https://example.com@evil.com/',
    'https://example.com//evil.com',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:,x',
    'https://[',
    './/evil.com',
  ])('goes to the fallback instead of %o', async (target) => {
    expect(await locationOf(target)).toBe('/home');
  });

  it('never leaves the site, whatever it is given', async () => {
    const odd = fc.constantFrom(
      '/',
      '\\',
      '.',
      ':',
      '@',
      '?',
      '#',
      '%',
      'evil.com',
      'https',
      'example.com',
      '\t',
      '\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(odd, fc.string()), { maxLength: 8 }), async (parts) => {
        const location = (await locationOf(parts.join(''))) ?? '';
        expect(new URL(location, 'https://example.com/login').origin).toBe('https://example.com');
        expect(location).toMatch(/^\/(?![/\\])/);
      }),
    );
  });

  it('answers 400 where the request has no host to compare with', async () => {
    const app = view((request) => safeRedirect(request, '/'));
    expect((await call(app, { headers: { Host: 'evil.com/@' } })).status).toBe('400 Bad Request');
  });
});
