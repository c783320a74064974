import { describe, expect, it } from 'vitest';
import { applicationUrl, requestUrl } from './url.ts';

const environ = (over: Partial<Parameters<typeof requestUrl>[0]> = {}): Parameters<typeof requestUrl>[0] => ({
  'tsgi.url_scheme': 'http',
  SERVER_NAME: '127.0.0.1',
  SERVER_PORT: '80',
  SCRIPT_NAME: '',
  PATH_INFO: '/',
  QUERY_STRING: '',
  ...over,
});

describe('requestUrl', () => {
  it.each([
    [{}, 'http://127.0.0.1/'],
    [{ SERVER_PORT: '8000' }, 'http://127.0.0.1:8000/'],
    [{ 'tsgi.url_scheme': 'https', SERVER_PORT: '443' } as const, 'https://127.0.0.1/'],
    [{ 'tsgi.url_scheme': 'https', SERVER_PORT: '80' } as const, 'https://127.0.0.1:80/'],
    [{ SERVER_NAME: '::1', SERVER_PORT: '8000' }, 'http://[::1]:8000/'],
    [{ HTTP_HOST: 'example.com:8443', SERVER_PORT: '1' }, 'http://example.com:8443/'],
    [{ HTTP_HOST: '' }, 'http://127.0.0.1/'],
    [{ SCRIPT_NAME: '/polls', PATH_INFO: '/a%2Fb' }, 'http://127.0.0.1/polls/a%2Fb'],
    [{ SCRIPT_NAME: '/polls', PATH_INFO: '' }, 'http://127.0.0.1/polls'],
    [{ QUERY_STRING: 'q=%20&r' }, 'http://127.0.0.1/?q=%20&r'],
    [{ PATH_INFO: '' }, 'http://127.0.0.1/'],
  ])('of %j is %s', (over, url) => {
    expect(requestUrl(environ(over))).toBe(url);
  });
});

describe('applicationUrl', () => {
  it.each([
    [{}, 'http://127.0.0.1/'],
    [{ SCRIPT_NAME: '/polls', PATH_INFO: '/3', QUERY_STRING: 'a' }, 'http://127.0.0.1/polls'],
  ])('of %j is %s', (over, url) => {
    expect(applicationUrl(environ(over))).toBe(url);
  });
});
