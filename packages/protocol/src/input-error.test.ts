import { describe, expect, it } from 'vitest';
import { isInputError } from './input-error.ts';

describe('isInputError', () => {
  it('knows an error of the input by its origin, with a code and a status of 4xx', () => {
    expect(isInputError(withProperties({ origin: 'tsgi.input', code: 'body-truncated', status: 400 }))).toBe(true);
  });

  it.each([
    ['the error of an HTTP client', withProperties({ code: 'ERR_BAD_REQUEST', status: 400 })],
    ['one of another origin', withProperties({ origin: 'http', code: 'a', status: 400 })],
    ['one without a code', withProperties({ origin: 'tsgi.input', status: 400 })],
    ['one whose code is no text', withProperties({ origin: 'tsgi.input', code: 7, status: 400 })],
    ['one without a status', withProperties({ origin: 'tsgi.input', code: 'a' })],
    ['one whose status is no number', withProperties({ origin: 'tsgi.input', code: 'a', status: '400' })],
    ['a fault of the application', withProperties({ origin: 'tsgi.input', code: 'read-pending', status: 500 })],
    ['a redirect', withProperties({ origin: 'tsgi.input', code: 'a', status: 302 })],
    ['what is no Error', { origin: 'tsgi.input', code: 'a', status: 400 }],
    ['nothing', undefined],
  ])('does not take %s for one', (_, error) => {
    expect(isInputError(error)).toBe(false);
  });
});

function withProperties(properties: object): Error {
  return Object.assign(new Error('wrong'), properties);
}
