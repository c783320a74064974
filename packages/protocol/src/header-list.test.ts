import { describe, expect, it } from 'vitest';
import type { HeaderList } from './header-list.ts';
import { addListItem, appendHeader, getHeader, getHeaders, removeHeader, setHeader } from './header-list.ts';

const headers: HeaderList = Object.freeze([
  ['Content-Type', 'text/plain'],
  ['Set-Cookie', 'a=1'],
  ['set-cookie', 'b=2'],
] as const);

describe('a header list', () => {
  it('is read without regard to case', () => {
    expect(getHeader(headers, 'CONTENT-TYPE')).toBe('text/plain');
    expect(getHeader(headers, 'Set-Cookie')).toBe('a=1');
    expect(getHeader(headers, 'X')).toBeUndefined();
    expect(getHeaders(headers, 'Set-cookie')).toEqual(['a=1', 'b=2']);
    expect(getHeaders(headers, 'X')).toEqual([]);
  });

  it('is changed by making a new one', () => {
    expect(setHeader(headers, 'content-type', 'text/html')[0]).toEqual(['content-type', 'text/html']);
    expect(setHeader(headers, 'X', '1')).toEqual([...headers, ['X', '1']]);
    expect(setHeader(headers, 'SET-COOKIE', 'c')).toEqual([headers[0], ['SET-COOKIE', 'c']]);
    expect(appendHeader(headers, 'Set-Cookie', 'c=3')).toEqual([...headers, ['Set-Cookie', 'c=3']]);
    expect(removeHeader(headers, 'set-COOKIE')).toEqual([headers[0]]);
    expect(headers).toHaveLength(3);
  });

  it('holds each item of a comma-separated field once', () => {
    const vary: HeaderList = [['Vary', 'Accept, cookie']];
    expect(addListItem(vary, 'vary', 'Cookie')).toBe(vary);
    expect(addListItem(vary, 'Vary', 'Accept-Encoding')).toEqual([['Vary', 'Accept, cookie, Accept-Encoding']]);
    expect(addListItem([], 'Vary', 'Cookie')).toEqual([['Vary', 'Cookie']]);
    expect(
      addListItem(
        [
          ['Vary', 'A'],
          ['vary', 'B'],
        ],
        'Vary',
        'C',
      ),
    ).toEqual([['Vary', 'A, B, C']]);
  });
});
