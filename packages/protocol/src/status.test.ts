import { describe, expect, it } from 'vitest';
import { assertHead } from './head.ts';
import { mayHaveBody, status, statusCode } from './status.ts';

describe('status', () => {
  it.each([
    [200, '200 OK'],
    [404, '404 Not Found'],
    [422, '422 Unprocessable Content'],
    [299, '299 Success'],
    [599, '599 Server Error'],
    [101, '101 Switching Protocols'],
  ])('of %d is %j', (code, text) => {
    expect(status(code)).toBe(text);
    expect(statusCode(text)).toBe(code);
  });

  it.each([0, 99, 600, 200.5, Number.NaN])('refuses %d', (code) => {
    expect(() => status(code)).toThrow(RangeError);
  });

  it('gives a text that can be sent for every code of a final answer', () => {
    for (let code = 200; code < 600; code++) expect(() => assertHead(status(code), [])).not.toThrow();
  });
});

describe('mayHaveBody', () => {
  it.each([
    ['200 OK', true],
    ['205 Reset Content', true],
    ['404 Not Found', true],
    ['101 Switching Protocols', false],
    ['204 No Content', false],
    ['304 Not Modified', false],
  ])('of %j is %s', (text, expected) => {
    expect(mayHaveBody(text)).toBe(expected);
  });
});
