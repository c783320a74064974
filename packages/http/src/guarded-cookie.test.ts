import { describe, expect, it } from 'vitest';
import { environOf } from '../test/environ.ts';
import { GuardedCookie, type GuardedCookieOptions } from './guarded-cookie.ts';

const plain = environOf();
const secure = environOf({ https: true });

describe('GuardedCookie', () => {
  it.each<[string, GuardedCookieOptions, string, string]>([
    ['nothing', {}, 'name=v; Path=/; HttpOnly; SameSite=Lax', '__Host-name=v; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [
      'a path',
      { path: '/a' },
      'name=v; Path=/a; HttpOnly; SameSite=Lax',
      '__Secure-name=v; Path=/a; HttpOnly; Secure; SameSite=Lax',
    ],
    [
      'a domain',
      { domain: 'example.com' },
      'name=v; Domain=example.com; Path=/; HttpOnly; SameSite=Lax',
      '__Secure-name=v; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax',
    ],
  ])('with %s is named by who may set it', (_, options, onHttp, onHttps) => {
    const cookie = new GuardedCookie('name', options);
    expect(cookie.format(plain, 'v')).toBe(onHttp);
    expect(cookie.format(secure, 'v')).toBe(onHttps);
    expect(cookie.format(secure, 'v', 60)).toBe(onHttps.replace('=v;', '=v; Max-Age=60;'));
    expect(cookie.formatDeletion(secure)).toMatch(/^__(?:Host|Secure)-name=; Max-Age=0; .*Expires=Thu, 01 Jan 1970/);
  });

  it('is read by the name that it has on this scheme alone', () => {
    const cookie = new GuardedCookie('name');
    const header = 'name=planted; __Host-name=own';
    expect(cookie.read({ ...secure, HTTP_COOKIE: header })).toBe('own');
    expect(cookie.read({ ...plain, HTTP_COOKIE: header })).toBe('planted');
    expect(cookie.read({ ...secure, HTTP_COOKIE: 'name=planted' })).toBeUndefined();
    expect(cookie.read(secure)).toBeUndefined();
  });

  it.each([['a b'], ['']])('has no name %j', (name) => {
    expect(() => new GuardedCookie(name)).toThrow(expect.objectContaining({ code: 'cookie-invalid' }));
  });
});
