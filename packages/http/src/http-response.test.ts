import type { HeaderList } from '@tsgi/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../test/environ.ts';
import { empty, html, json, text } from './content.ts';
import { HttpResponse } from './http-response.ts';
import { RequestCookies } from './request-cookies.ts';
import { ResponseHeaders } from './response-headers.ts';
import { stream } from './stream.ts';
import { view } from './view.ts';

const fails = (code: string): unknown => expect.objectContaining({ name: 'UsageError', code });

describe('makers', () => {
  it.each([
    [text('é'), 'text/plain; charset=utf-8', 'é'],
    [html('<p>é</p>'), 'text/html; charset=utf-8', '<p>é</p>'],
    [json({ a: [1, null] }), 'application/json', '{"a":[1,null]}'],
  ])('make a response with its type and its length in bytes', async (response, type, content) => {
    const answer = await call(response.application);
    expect(answer.status).toBe('200 OK');
    expect(answer.headers).toEqual([
      ['Content-Type', type],
      ['Content-Length', String(Buffer.byteLength(content))],
    ]);
    expect(answer.text).toBe(content);
  });

  // nodejs/node#56680, honojs/node-server#220: the answer to HEAD had no Content-Length.
  it('give HEAD the same Content-Length as GET', async () => {
    expect((await call(text('Hello').application, { method: 'HEAD' })).header('Content-Length')).toBe('5');
  });

  it('let the headers of the caller win', async () => {
    const answer = await call(
      json({}, { status: 201, headers: { 'content-type': 'application/ld+json' } }).application,
    );
    expect(answer.status).toBe('201 Created');
    expect(answer.headers).toEqual([
      ['content-type', 'application/ld+json'],
      ['Content-Length', '2'],
    ]);
  });

  it('add their type to other headers, and count the length themselves', async () => {
    const headers: HeaderList = [
      ['X-A', '1'],
      ['Content-Length', '99'],
    ];
    expect((await call(text('abc', { headers }).application)).headers).toEqual([
      ['X-A', '1'],
      ['Content-Length', '3'],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ]);
  });

  it('refuse what has no JSON form', () => {
    expect(() => json(undefined)).toThrow(fails('json-value'));
    expect(() => json(() => 1)).toThrow(fails('json-value'));
  });

  it('make an empty response', async () => {
    const answer = await call(empty().application);
    expect([answer.status, answer.headers, answer.text]).toEqual(['204 No Content', [], '']);
    expect((await call(empty({ status: 205 }).application)).status).toBe('205 Reset Content');
  });
});

describe('HttpResponse', () => {
  it('is 200 without headers and content when it is not told otherwise', async () => {
    const answer = await call(new HttpResponse().application);
    expect([answer.status, answer.headers, answer.text]).toEqual(['200 OK', [], '']);
  });

  it('may be sent any number of times when its body is an array', async () => {
    const { application } = text('again');
    expect((await call(application)).text).toBe('again');
    expect((await call(application)).text).toBe('again');
  });

  it('takes its last steps in the order in which they were added', async () => {
    const order: string[] = [];
    const response = text('')
      .finishWith((finished) => {
        order.push('first');
        return Promise.resolve(finished);
      })
      .finishWith((_, environ) => {
        order.push(environ.PATH_INFO);
        return text('other');
      });
    expect((await call(response.application)).text).toBe('other');
    expect(order).toEqual(['first', '/']);
  });

  // honojs/hono#1572 and ten others: headers that cannot be changed. hono#4445: Set-Cookie twice.
  it('has headers that can be changed, and a list that was given is never', () => {
    const given: HeaderList = [['X-A', '1']];
    const { headers } = new HttpResponse([], { headers: given });
    headers.append('x-a', '2').set('X-B', '1').append('Set-Cookie', 'a=1').append('Set-Cookie', 'b=2');
    expect(headers.get('X-a')).toBe('1');
    expect(headers.getAll('X-A')).toEqual(['1', '2']);
    expect(headers.set('X-A', '3').delete('x-b').has('X-B')).toBe(false);
    expect([...headers]).toEqual([
      ['X-A', '3'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
    expect(given).toEqual([['X-A', '1']]);
  });

  it('adds items to lists once', () => {
    const headers = new ResponseHeaders();
    expect(headers.addItem('Vary', 'Accept').addItem('vary', 'accept').addItem('Vary', 'Cookie').list).toEqual([
      ['Vary', 'Accept, Cookie'],
    ]);
  });

  // elysia#1434: cookies were missing on streamed responses.
  it('sends the cookies of a streamed response', async () => {
    const answer = await call(view(() => stream(['a']).setCookie('sid', '1')));
    expect(answer.header('Set-Cookie')).toBe('sid=1; Path=/; HttpOnly; SameSite=Lax');
  });
});

describe('setCookie', () => {
  const cookie = (...[name, value, options]: Parameters<HttpResponse['setCookie']>): readonly string[] =>
    new HttpResponse().setCookie(name, value, options).headers.getAll('Set-Cookie');

  it.each([
    [{}, 'a=b; Path=/; HttpOnly; SameSite=Lax'],
    [{ maxAge: 60, secure: true }, 'a=b; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [{ httpOnly: false, path: '/app', domain: 'example.com' }, 'a=b; Domain=example.com; Path=/app; SameSite=Lax'],
    [{ expires: new Date(0) }, 'a=b; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax'],
    [{ sameSite: 'none' }, 'a=b; Path=/; HttpOnly; Secure; SameSite=None'],
    [{ partitioned: true }, 'a=b; Path=/; HttpOnly; Secure; Partitioned; SameSite=Lax'],
    [{ sameSite: 'strict' }, 'a=b; Path=/; HttpOnly; SameSite=Strict'],
  ] as const)('writes %o', (options, expected) => {
    expect(cookie('a', 'b', options)).toEqual([expected]);
  });

  it('secures a cookie whose prefix wants it', () => {
    expect(cookie('__Host-a', 'b')).toEqual(['__Host-a=b; Path=/; HttpOnly; Secure; SameSite=Lax']);
    expect(cookie('__secure-a', 'b', { domain: 'example.com' })[0]).toContain('Secure');
  });

  it.each([
    ['__Host-a', { secure: false }],
    ['__Secure-a', { secure: false }],
    ['__host-a', { path: '/app' }],
    ['__Host-a', { domain: 'example.com' }],
    ['a', { sameSite: 'none', secure: false }],
    ['a', { partitioned: true, secure: false }],
  ] as const)('refuses what browsers drop: %s with %o', (name, options) => {
    expect(() => cookie(name, 'b', options)).toThrow(fails('cookie-insecure'));
  });

  it.each([
    ['', 'b', {}],
    ['a b', 'b', {}],
    ['a\r\nX: y', 'b', {}],
    ['a;b', 'b', {}],
    ['a', 'b', { path: '/;Domain=evil.com' }],
    ['a', 'b', { domain: 'a b' }],
    ['a', 'b', { maxAge: 1.5 }],
    ['a', 'b', { expires: new Date(Number.NaN) }],
  ])('refuses what cannot be sent: %o=%o %o', (name, value, options) => {
    expect(() => cookie(name, value, options)).toThrow(fails('cookie-invalid'));
  });

  it('refuses a cookie of more than 4096 bytes', () => {
    const attributes = '; Path=/; HttpOnly; SameSite=Lax'.length;
    expect(cookie('a', 'x'.repeat(4096 - 2 - attributes))).toHaveLength(1);
    expect(() => cookie('a', 'x'.repeat(4097 - 2 - attributes))).toThrow(fails('cookie-too-large'));
  });

  // elysia#1732, srvx#144: cookies merged or doubled.
  it('replaces a cookie of the same name, path and domain, and no other', () => {
    const response = new HttpResponse([], { headers: [['X-A', '1']] })
      .setCookie('a', '1')
      .setCookie('ab', '1')
      .setCookie('a', '2', { path: '/app' })
      .setCookie('a', '3', { domain: 'example.com' })
      .setCookie('a', '4', { domain: 'Example.com' })
      .setCookie('a', '5');
    const pairs = response.headers.getAll('Set-Cookie').map((value) => value.split(';')[0]);
    expect(pairs).toEqual(['ab=1', 'a=2', 'a=4', 'a=5']);
    expect(response.headers.get('X-A')).toBe('1');
  });

  it('deletes a cookie where it was set', () => {
    const response = new HttpResponse().setCookie('a', '1').deleteCookie('a').deleteCookie('__Host-b');
    expect(response.headers.getAll('Set-Cookie')).toEqual([
      'a=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
      '__Host-b=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ]);
  });

  it('writes what reading gives back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (value) => {
        const pair = cookie('a', value)[0]?.split(';')[0];
        expect(new RequestCookies(pair).get('a')).toBe(value);
      }),
    );
  });
});
