import { describe, expect, it } from 'vitest';
import { allowedHosts } from './allowed-hosts.ts';
import { cors } from './cors.ts';
import { csrf } from './csrf.ts';

const secret = 'a secret of thirty-two bytes, or more';

describe('a text where a list belongs, which JavaScript would read letter by letter,', () => {
  it.each<[string, (...options: never[]) => unknown, unknown]>([
    ['hosts', allowedHosts, 'localhost'],
    ['origins', cors, { origins: 'https://example.com' }],
    ['methods', cors, { origins: '*', methods: 'PUT' }],
    ['headers', cors, { origins: '*', headers: 'Accept' }],
    ['exposed', cors, { origins: '*', exposed: 'ETag' }],
    ['trustedOrigins', csrf, { secret, trustedOrigins: 'https://example.com' }],
    ['exempt', csrf, { secret, exempt: '/' }],
    ['checkedByView', csrf, { secret, checkedByView: '/' }],
  ])('is refused as %s', (option, make, options) => {
    expect(() => void Reflect.apply(make, undefined, [options])).toThrow(
      expect.objectContaining({
        code: 'options-invalid',
        message: expect.stringContaining(`${option} is a list, not '`) as string,
      }),
    );
  });
});
