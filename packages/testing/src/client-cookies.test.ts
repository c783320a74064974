import { describe, expect, it } from 'vitest';
import { ClientCookies } from './client-cookies.ts';
import { createClock, type TestClock } from './clock.ts';

const URL = 'http://shop.example';

function jar(clock: TestClock = createClock()): ClientCookies {
  return new ClientCookies(URL, () => clock.now());
}

describe('the cookies of a client', () => {
  it('keeps a cookie and sends it with the next request', () => {
    const cookies = jar();
    cookies.store('a=1; Path=/', `${URL}/`);
    cookies.store('b=2; Path=/', `${URL}/`);
    expect(cookies.headerFor(`${URL}/any`)).toBe('a=1; b=2');
    expect(cookies.names()).toEqual(['a', 'b']);
    expect(cookies.get('a')).toBe('1');
    expect(cookies.get('c')).toBeUndefined();
  });

  it('sends no header when there is nothing to send', () => {
    expect(jar().headerFor(URL)).toBeUndefined();
  });

  it.each([
    ['a path', 'a=1; Path=/admin', '/admin/users', '/administration'],
    ['the folder of the URL, without a path', 'a=1', '/blog/other', '/'],
  ])('goes by %s', (_, cookie, inside, outside) => {
    const cookies = jar();
    cookies.store(cookie, `${URL}/blog/post`);
    cookies.store(cookie, `${URL}/blog/post`);
    expect(cookies.headerFor(URL + inside)).toBe('a=1');
    expect(cookies.headerFor(URL + outside)).toBeUndefined();
  });

  it.each([
    ['its own host only, without a domain', 'a=1; Path=/', undefined],
    ['subdomains too, with one', 'a=1; Path=/; Domain=shop.example', 'a=1'],
  ])('sends a cookie to %s', (_, cookie, toSubdomain) => {
    const cookies = jar();
    cookies.store(cookie, URL);
    expect(cookies.headerFor(URL)).toBe('a=1');
    expect(cookies.headerFor('http://www.shop.example/')).toBe(toSubdomain);
    expect(cookies.headerFor('http://other.example/')).toBeUndefined();
  });

  it.each([
    ['another host’s domain', 'a=1; Domain=other.example'],
    ['a public suffix', 'a=1; Domain=com'],
    ['a __Host- cookie with a domain', '__Host-a=1; Secure; Path=/; Domain=shop.example'],
    ['no name at all', ''],
  ])('refuses %s in silence', (_, cookie) => {
    const cookies = jar();
    cookies.store(cookie, 'https://shop.example/');
    expect(cookies.names('https://shop.example/')).toEqual([]);
  });

  it('sends a Secure cookie over https only', () => {
    const cookies = jar();
    cookies.store('a=1; Secure; Path=/', 'https://shop.example/');
    expect(cookies.headerFor('https://shop.example/')).toBe('a=1');
    expect(cookies.headerFor('http://shop.example/')).toBeUndefined();
  });

  it.each([
    ['Max-Age', 'a=1; Max-Age=60'],
    ['Expires', 'a=1; Expires=Tue, 01 Jan 2030 00:01:00 GMT'],
    ['Max-Age before Expires', 'a=1; Max-Age=60; Expires=Tue, 01 Jan 2031 00:01:00 GMT'],
  ])('lets a cookie expire by the clock: %s', async (_, cookie) => {
    const clock = createClock();
    const cookies = jar(clock);
    cookies.store(cookie, URL);
    await clock.advance(59_000);
    expect(cookies.get('a')).toBe('1');
    await clock.advance(1000);
    expect(cookies.get('a')).toBeUndefined();
  });

  it('counts Max-Age from the last time the cookie was set', async () => {
    const clock = createClock();
    const cookies = jar(clock);
    cookies.store('a=1; Max-Age=60', URL);
    await clock.advance(50_000);
    cookies.store('a=2; Max-Age=60', URL);
    await clock.advance(50_000);
    expect(cookies.get('a')).toBe('2');
  });

  it.each(['a=; Max-Age=0', 'a=; Max-Age=-1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
    'deletes by %s',
    (cookie) => {
      const cookies = jar();
      cookies.store('a=1', URL);
      cookies.store(cookie, URL);
      expect(cookies.names()).toEqual([]);
    },
  );

  it('is set and cleared by a test', () => {
    const cookies = jar();
    cookies.set('session', 'abc');
    expect(cookies.headerFor(`${URL}/deep/down`)).toBe('session=abc');
    cookies.clear();
    expect(cookies.headerFor(URL)).toBeUndefined();
  });
});
