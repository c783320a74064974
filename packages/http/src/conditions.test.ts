import { describe, expect, it } from 'vitest';
import { call, environOf } from '../test/environ.ts';
import { conditional } from './conditional.ts';
import { checkConditions, evaluateConditions, parseConditions, rangeStillFits, type Validators } from './conditions.ts';
import { text } from './content.ts';
import { entityTagOf, formatEntityTag, parseEntityTag, parseEntityTags, strongMatch, weakMatch } from './entity-tag.ts';
import { HttpResponse } from './http-response.ts';
import { view } from './view.ts';

const OLD = 'Thu, 01 Jan 2026 00:00:00 GMT';
const SAME = 'Fri, 02 Jan 2026 00:00:00 GMT';
const NEW = 'Sat, 03 Jan 2026 00:00:00 GMT';
/** With a fraction of a second, which no date in HTTP can say. */
const LAST_MODIFIED = Date.UTC(2026, 0, 2) + 900;
const STRONG: Validators = { etag: { opaque: 'a', weak: false }, lastModified: LAST_MODIFIED };
const WEAK: Validators = { etag: { opaque: 'a', weak: true }, lastModified: LAST_MODIFIED };

describe('entity tags', () => {
  it.each([
    ['"a"', [{ opaque: 'a', weak: false }]],
    [
      'W/"a" , "b"',
      [
        { opaque: 'a', weak: true },
        { opaque: 'b', weak: false },
      ],
    ],
    [
      '"a,b", "",',
      [
        { opaque: 'a,b', weak: false },
        { opaque: '', weak: false },
      ],
    ],
    [',, "a"', [{ opaque: 'a', weak: false }]],
    ['*', '*'],
    [' * ', '*'],
    ['', []],
    ['a', []],
    ['w/"a"', []],
    ['"a" "b"', []],
    ['"a", b, "c"', [{ opaque: 'a', weak: false }]],
    ['"a', []],
    ['"a b"', []],
  ])('are read from %o', (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  it('are one or none', () => {
    expect(parseEntityTag('W/"a"')).toEqual({ opaque: 'a', weak: true });
    for (const other of ['*', '"a", "b"', 'a', '']) expect(parseEntityTag(other)).toBeUndefined();
  });

  // RFC 9110 §8.8.3.2, the table of comparisons.
  it.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
  ])('compare %s and %s: strong %s, weak %s', (one, other, strong, weak) => {
    const a = parseEntityTag(one) ?? { opaque: 'none', weak: true };
    const b = parseEntityTag(other) ?? { opaque: 'none', weak: true };
    expect([strongMatch(a, b), weakMatch(a, b)]).toEqual([strong, weak]);
  });

  it('are written as they are read', () => {
    expect(formatEntityTag({ opaque: 'a', weak: false })).toBe('"a"');
    expect(formatEntityTag({ opaque: 'a', weak: true })).toBe('W/"a"');
    for (const opaque of ['"', 'a b', '\n', 'Ā']) {
      expect(() => formatEntityTag({ opaque, weak: false })).toThrow(expect.objectContaining({ code: 'entity-tag' }));
    }
  });

  it('of content depend on it alone', () => {
    expect(entityTagOf('a')).toEqual(entityTagOf(Buffer.from('a')));
    expect(entityTagOf('a')).not.toEqual(entityTagOf('b'));
    expect(parseEntityTag(formatEntityTag(entityTagOf('a')))).toEqual(entityTagOf('a'));
  });
});

describe('evaluateConditions', () => {
  const decide = (
    headers: Readonly<Record<string, string>>,
    method = 'GET',
    current: Validators | undefined = STRONG,
  ): string => evaluateConditions(parseConditions(environOf({ headers })), method, current);

  // RFC 9110 §13.2.2: each step, and which one goes before which.
  it.each([
    ['nothing is asked', {}, 'proceed'],
    ['If-Match lists it', { 'If-Match': '"b", "a"' }, 'proceed'],
    ['If-Match lists others', { 'If-Match': '"b"' }, 'failed'],
    ['If-Match is a weak tag', { 'If-Match': 'W/"a"' }, 'failed'],
    ['If-Match is *', { 'If-Match': '*' }, 'proceed'],
    ['If-Match is malformed', { 'If-Match': 'a' }, 'failed'],
    ['it changed since If-Unmodified-Since', { 'If-Unmodified-Since': OLD }, 'failed'],
    ['it did not change since If-Unmodified-Since', { 'If-Unmodified-Since': SAME }, 'proceed'],
    ['If-Unmodified-Since is malformed', { 'If-Unmodified-Since': 'yesterday' }, 'proceed'],
    ['If-Match holds, whatever If-Unmodified-Since says', { 'If-Match': '"a"', 'If-Unmodified-Since': OLD }, 'proceed'],
    ['If-None-Match lists it', { 'If-None-Match': '"b", "a"' }, 'not-modified'],
    ['If-None-Match lists it as weak', { 'If-None-Match': 'W/"a"' }, 'not-modified'],
    ['If-None-Match lists others', { 'If-None-Match': '"b"' }, 'proceed'],
    ['If-None-Match is *', { 'If-None-Match': '*' }, 'not-modified'],
    ['If-None-Match is malformed', { 'If-None-Match': 'a' }, 'proceed'],
    ['it changed since If-Modified-Since', { 'If-Modified-Since': OLD }, 'proceed'],
    ['it did not change since If-Modified-Since', { 'If-Modified-Since': SAME }, 'not-modified'],
    ['it is older than If-Modified-Since', { 'If-Modified-Since': NEW }, 'not-modified'],
    ['If-Modified-Since is malformed', { 'If-Modified-Since': SAME.toLowerCase() }, 'proceed'],
    [
      'If-None-Match fails, whatever If-Modified-Since says',
      { 'If-None-Match': '"b"', 'If-Modified-Since': SAME },
      'proceed',
    ],
    ['If-Match fails before If-None-Match', { 'If-Match': '"b"', 'If-None-Match': '"a"' }, 'failed'],
    ['If-Match holds, then If-None-Match', { 'If-Match': '"a"', 'If-None-Match': '"a"' }, 'not-modified'],
    [
      'If-Unmodified-Since holds, then If-Modified-Since',
      { 'If-Unmodified-Since': SAME, 'If-Modified-Since': SAME },
      'not-modified',
    ],
  ])('decides a GET where %s', (_, headers, decision) => {
    expect(decide(headers)).toBe(decision);
  });

  it('fails another method where GET would be not modified, and does not look at If-Modified-Since', () => {
    expect(decide({ 'If-None-Match': '"a"' }, 'PUT')).toBe('failed');
    expect(decide({ 'If-None-Match': '"a"' }, 'HEAD')).toBe('not-modified');
    expect(decide({ 'If-Modified-Since': SAME }, 'PUT')).toBe('proceed');
  });

  it('decides where there is nothing yet', () => {
    const conditions = (headers: Record<string, string>): string =>
      evaluateConditions(parseConditions(environOf({ headers })), 'PUT', undefined);
    expect(conditions({ 'If-None-Match': '*' })).toBe('proceed');
    expect(conditions({ 'If-Match': '*' })).toBe('failed');
    expect(conditions({ 'If-Unmodified-Since': OLD })).toBe('proceed');
  });

  it('compares only what there is', () => {
    expect(decide({ 'If-None-Match': '"a"' }, 'GET', {})).toBe('proceed');
    expect(decide({ 'If-Match': '"a"' }, 'GET', {})).toBe('failed');
    expect(decide({ 'If-Modified-Since': NEW, 'If-Unmodified-Since': OLD }, 'GET', {})).toBe('proceed');
    expect(decide({ 'If-Match': '"a"' }, 'GET', WEAK)).toBe('failed');
  });
});

describe('rangeStillFits', () => {
  // RFC 9110 §13.1.5
  it.each([
    [undefined, STRONG, true, true],
    ['"a"', STRONG, true, true],
    ['W/"a"', STRONG, true, false],
    ['"a"', WEAK, true, false],
    ['"b"', STRONG, true, false],
    ['"a"', {}, true, false],
    [SAME, STRONG, true, true],
    [SAME, STRONG, false, false],
    [OLD, STRONG, true, false],
    [NEW, STRONG, true, false],
    [SAME, {}, true, false],
    ['nonsense', STRONG, true, false],
    ['*', STRONG, true, false],
  ])('decides If-Range %o for %o (strong date: %s): %s', (ifRange, current, isStrong, fits) => {
    const environ = environOf({ headers: ifRange === undefined ? {} : { 'If-Range': ifRange } });
    expect(rangeStillFits(parseConditions(environ), current, isStrong)).toBe(fits);
  });
});

describe('checkConditions', () => {
  const put = view(({ environ }) => checkConditions(environ, STRONG) ?? text('written'));

  it('lets a request pass whose conditions hold', async () => {
    expect((await call(put, { method: 'PUT', headers: { 'If-Match': '"a"' } })).text).toBe('written');
  });

  it('answers 412 before anything is changed', async () => {
    const answer = await call(put, { method: 'PUT', headers: { 'If-Match': '"b"' } });
    expect(answer.status).toBe('412 Precondition Failed');
  });

  it('answers 304 with the validators', async () => {
    const answer = await call(put, { headers: { 'If-None-Match': '"a"' } });
    expect([answer.status, answer.headers, answer.text]).toEqual([
      '304 Not Modified',
      [
        ['ETag', '"a"'],
        ['Last-Modified', SAME],
      ],
      '',
    ]);
  });

  it('answers 304 for what there is not, where * says so', () => {
    const environ = environOf({ method: 'GET', headers: { 'If-None-Match': '*' } });
    expect(checkConditions(environ, {})?.headers.list).toEqual([]);
    expect(checkConditions(environ, undefined)).toBeUndefined();
  });
});

describe('conditional', () => {
  const page = (status = 200): HttpResponse => {
    const headers = {
      'Cache-Control': 'max-age=60',
      'Content-Language': 'en',
      'Content-Security-Policy': 'x',
      Vary: 'Cookie',
    };
    return conditional(text('page', { status, headers }), STRONG).setCookie('a', '1');
  };

  it('sends the response with its validators', async () => {
    const answer = await call(page().application);
    expect([answer.text, answer.header('ETag'), answer.header('Last-Modified')]).toEqual(['page', '"a"', SAME]);
  });

  it('answers 304 without what describes the content, and with everything else', async () => {
    const answer = await call(page().application, { headers: { 'If-None-Match': '"a"' } });
    expect(answer.status).toBe('304 Not Modified');
    expect(answer.headers.map(([name]) => name)).toEqual([
      'Cache-Control',
      'Content-Security-Policy',
      'Vary',
      'ETag',
      'Last-Modified',
      'Set-Cookie',
    ]);
    expect(answer.text).toBe('');
  });

  it('answers 412', async () => {
    const answer = await call(page().application, { headers: { 'If-Match': '"b"' } });
    expect(answer.status).toBe('412 Precondition Failed');
    expect(answer.header('ETag')).toBeUndefined();
  });

  it('takes the validators from the headers', async () => {
    const tagged = conditional(text('page', { headers: { ETag: 'W/"x"', 'Last-Modified': SAME } }));
    expect((await call(tagged.application, { headers: { 'If-None-Match': '"x"' } })).status).toBe('304 Not Modified');
    expect((await call(tagged.application, { headers: { 'If-Modified-Since': SAME } })).status).toBe(
      '304 Not Modified',
    );
    expect((await call(conditional(text('page')).application, { headers: { 'If-None-Match': '"x"' } })).text).toBe(
      'page',
    );
  });

  it.each([
    ['an error', 404, 'GET'],
    ['a redirect', 302, 'GET'],
    ['what a POST has done already', 200, 'POST'],
  ])('does not hold back %s', async (_, status, method) => {
    expect(
      (await call(page(status).application, { method, headers: { 'If-None-Match': '"a"', 'If-Match': '"b"' } })).text,
    ).toBe('page');
  });

  it('closes the body that it does not send', async () => {
    let closed = 0;
    const body = { [Symbol.iterator]: () => [][Symbol.iterator](), close: () => void closed++ };
    await call(conditional(new HttpResponse(body), STRONG).application, { headers: { 'If-None-Match': '"a"' } });
    expect(closed).toBe(1);
  });
});
