import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

describe('describeError', () => {
  it('shows the stack, and those of the causes', () => {
    const root = new RangeError('the root');
    const text = describeError(new Error('on top', { cause: new TypeError('between', { cause: root }) }));
    expect(text).toMatch(/^Error: on top\n +at .*\n( +at .*\n)* {2}caused by TypeError: between\n/);
    expect(text).toMatch(/ {2}caused by RangeError: the root\n +at /);
  });

  it('shows no other properties', () => {
    const error = Object.assign(new Error('refused'), { command: ['AUTH', 's3cret'], config: { password: 's3cret' } });
    expect(describeError(new Error('no session', { cause: error }))).not.toContain('s3cret');
    expect(describeError({ token: 's3cret' })).toBe('an object that is no Error, with token');
    expect(describeError({})).toBe('an object that is no Error, with no keys');
  });

  it('lets no message begin a line or steer a terminal', () => {
    const error = new Error('bad\n127.0.0.1 GET /forged\u001b[2J\r');
    error.stack = `Error: ${error.message}`;
    expect(describeError(error)).toBe('Error: bad\n  127.0.0.1 GET /forged\\x1b[2J\\x0d');
  });

  it('keeps the lines of source in a message in their columns', () => {
    const error = new Error('unexpected token\n  12 | {% endfor %}\n> 14 | {% if %}\n     |       ^');
    error.stack = `Error: ${error.message}\n    at parse (parser.js:1:1)`;
    expect(describeError(error).split('\n').slice(1)).toEqual([
      '    12 | {% endfor %}',
      '  > 14 | {% if %}',
      '       |       ^',
      '    at parse (parser.js:1:1)',
    ]);
  });

  it('ends, though a chain of causes is a circle', () => {
    const error = new Error('again');
    error.cause = error;
    expect(describeError(error).match(/Error: again/g)).toHaveLength(8);
  });

  it.each([
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
  ])('shows %s as it is', (thrown, text) => {
    expect(describeError(thrown)).toBe(text);
  });

  it('does without a stack', () => {
    const error = new TypeError('bare');
    Reflect.deleteProperty(error, 'stack');
    Object.defineProperty(error, 'stack', { value: undefined });
    expect(describeError(error)).toBe('TypeError: bare');
  });
});
