/** What the environ says of a request. */
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { Environ } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { answering, get, PLAIN, post, postChunks, reported, reporting, request } from '../requests.ts';

/** RFC 3986 §6.2.2: one spelling for each path. */
const PATHS: readonly (readonly [target: string, path: string])[] = [
  ['/', '/'],
  ['/%61dmin', '/admin'],
  ['/%7Euser', '/~user'],
  ['/a%2fb', '/a%2Fb'],
  ['/a%20b', '/a%20b'],
  ['/100%25', '/100%25'],
  ['/%2525', '/%2525'],
  ['/%25%32%35', '/%2525'],
  ['/a//b/', '/a//b/'],
  ['//a', '//a'],
  ['/caf%c3%a9', '/caf%C3%A9'],
  ['/%e9', '/%E9'],
  ["/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"],
  ['/a|b', '/a%7Cb'],
  ['/...', '/...'],
  ['/.a', '/.a'],
];

const REFUSED: readonly (readonly [what: string, target: string])[] = [
  ['a dot segment', '/a/../b'],
  ['a single dot', '/a/./b'],
  ['a dot segment at the end', '/a/..'],
  ['an encoded dot segment', '/a/%2e%2E/b'],
  ['a half-encoded dot segment', '/a/.%2e'],
  ['a malformed escape', '/%zz'],
  ['an escape that is cut off', '/a%4'],
  ['%00', '/a%00b'],
  ['a byte above 0x7F', '/caf\xe9'],
  ['a control character', '/a\x01b'],
  ['a fragment', '/a#b'],
];

const QUERIES: readonly (readonly [target: string, query: string])[] = [
  ['/a', ''],
  ['/a?', ''],
  ['/a?b=%61&c=%zz', 'b=%61&c=%zz'],
  ['/a?b?c', 'b?c'],
  ['/a?[x]={y}|\\^`z', '[x]={y}|\\^`z'],
  ['/a?../..', '../..'],
];

export const environCases: readonly ConformanceCase[] = [
  ...PATHS.map(
    ([target, path]): ConformanceCase => ({
      rule: 'environ-path-not-canonical',
      text: `gives ${target} the path ${path}`,
      run: async (start) => {
        const environ = await environOf(start, get(target));
        deepEqual([environ['SCRIPT_NAME'], environ['PATH_INFO'], environ['REQUEST_URI']], ['', path, target]);
      },
    }),
  ),
  ...REFUSED.map(
    ([what, target]): ConformanceCase => ({
      rule: 'environ-target-refused',
      text: `refuses ${what}, and calls no application`,
      run: async (start) => {
        let calls = 0;
        const site = await start((environ, startResponse) => {
          calls += 1;
          return answering('called')(environ, startResponse);
        });
        deepEqual([(await site.ask(get(target))).status, calls], [400, 0]);
      },
    }),
  ),
  ...QUERIES.map(
    ([target, query]): ConformanceCase => ({
      rule: 'environ-query-string-invalid',
      text: `gives ${target} the query '${query}'`,
      run: async (start) => {
        const environ = await environOf(start, get(target));
        deepEqual([environ['PATH_INFO'], environ['QUERY_STRING'], environ['REQUEST_URI']], ['/a', query, target]);
      },
    }),
  ),
  {
    rule: 'environ-request-uri-invalid',
    text: 'takes an absolute target apart, whose host wins over Host',
    run: async (start) => {
      const target = 'http://other.example:8080/a/b?c';
      const environ = await environOf(start, get(target));
      equal(environ['REQUEST_URI'], target);
      deepEqual([environ['PATH_INFO'], environ['QUERY_STRING']], ['/a/b', 'c']);
      deepEqual([environ['SERVER_NAME'], environ['SERVER_PORT']], ['other.example', '8080']);
    },
  },
  {
    rule: 'environ-path-info-invalid',
    text: 'gives OPTIONS * an empty path',
    run: async (start) => {
      const environ = await environOf(start, request('OPTIONS', '*'));
      deepEqual([environ['SCRIPT_NAME'], environ['PATH_INFO'], environ['REQUEST_URI']], ['', '', '*']);
    },
  },
  ...['GET', 'get', 'PROPFIND', "X-!#$%&'*+.^_`|~1"].map(
    (method): ConformanceCase => ({
      rule: 'environ-method-invalid',
      text: `gives the method ${method} as it was sent`,
      run: async (start) => {
        equal((await environOf(start, request(method, '/')))['REQUEST_METHOD'], method);
      },
    }),
  ),
  {
    rule: 'environ-server-name-invalid',
    text: 'takes name and port from Host, and the port of the scheme where it names none',
    run: async (start) => {
      const named = await environOf(start, 'GET / HTTP/1.1\r\nHost: a.example:81\r\n\r\n');
      deepEqual([named['SERVER_NAME'], named['SERVER_PORT'], named['HTTP_HOST']], ['a.example', '81', 'a.example:81']);
      const plain = await environOf(start, 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
      deepEqual([plain['SERVER_NAME'], plain['SERVER_PORT']], ['a.example', '80']);
    },
  },
  {
    rule: 'environ-remote-invalid',
    text: 'gives the address and the port of the client',
    run: async (start) => {
      const environ = await environOf(start, get('/'));
      ok(['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(String(environ['REMOTE_ADDR'])));
      ok(/^[1-9][0-9]*$/.test(String(environ['REMOTE_PORT'])));
    },
  },
  {
    rule: 'environ-protocol-invalid',
    text: 'gives the version of the request, and the scheme',
    run: async (start) => {
      const old = await environOf(start, 'GET / HTTP/1.0\r\n\r\n');
      const recent = await environOf(start, get('/'));
      deepEqual([old['SERVER_PROTOCOL'], recent['SERVER_PROTOCOL']], ['HTTP/1.0', 'HTTP/1.1']);
      equal(recent['tsgi.url_scheme'], 'http');
    },
  },
  {
    rule: 'environ-content-length-invalid',
    text: 'gives type and length of the content keys of their own, and none where the client sent none',
    run: async (start) => {
      const bare = await environOf(start, get('/'));
      deepEqual(['CONTENT_TYPE' in bare, 'CONTENT_LENGTH' in bare], [false, false]);
      const full = await environOf(start, post('/', 'abc', 'Content-Type: text/plain'));
      deepEqual([full['CONTENT_TYPE'], full['CONTENT_LENGTH']], ['text/plain', '3']);
      deepEqual(['HTTP_CONTENT_TYPE' in full, 'HTTP_CONTENT_LENGTH' in full], [false, false]);
      equal('CONTENT_LENGTH' in (await environOf(start, postChunks('/', ['abc']))), false);
    },
  },
  {
    rule: 'environ-header-lost',
    text: 'gives each header a key, repeated ones joined in their order, cookies with a semicolon',
    run: async (start) => {
      const lines = ['X-One: a', 'Cookie: a=1', 'x-one: b, c', 'X-Empty:', 'COOKIE: b=2', 'X-ONE:d'];
      const environ = await environOf(start, get('/', ...lines));
      equal(environ['HTTP_X_ONE'], 'a, b, c, d');
      equal(environ['HTTP_COOKIE'], 'a=1; b=2');
      equal(environ['HTTP_X_EMPTY'], '');
    },
  },
  {
    rule: 'environ-header-lost',
    text: 'invents no header',
    run: async (start) => {
      const environ = await environOf(start, get('/', 'X-One: a'));
      const names = Object.keys(environ).filter((key) => key.startsWith('HTTP_'));
      deepEqual(names.sort(), ['HTTP_HOST', 'HTTP_X_ONE']);
    },
  },
  {
    rule: 'environ-value-unsafe',
    text: 'gives a byte above 0x7F as the code point of its number',
    run: async (start) => {
      equal((await environOf(start, get('/', 'X-One: caf\xe9 \xff')))['HTTP_X_ONE'], 'caf\xe9 \xff');
    },
  },
  {
    rule: 'environ-header-spoofed',
    text: 'leaves out a header with an underscore in its name, beside and without the one with a dash',
    run: async (start) => {
      const alone = await environOf(start, get('/', 'X_Forwarded_For: spoofed'));
      equal('HTTP_X_FORWARDED_FOR' in alone, false);
      const beside = await environOf(start, get('/', 'X-Forwarded-For: a', 'X_Forwarded-For: spoofed'));
      equal(beside['HTTP_X_FORWARDED_FOR'], 'a');
    },
  },
  {
    rule: 'environ-header-forbidden',
    text: 'leaves out hop-by-hop headers, and Proxy',
    run: async (start) => {
      const lines = ['Connection: keep-alive, X-One', 'Keep-Alive: 1', 'TE: trailers', 'Proxy: evil', 'Trailer: X-Sum'];
      const environ = await environOf(start, get('/', ...lines, 'Proxy-Connection: a', 'Proxy-Authorization: b'));
      deepEqual(
        Object.keys(environ).filter((key) => /CONNECTION|KEEP_ALIVE|_TE$|PROXY|TRAILER/.test(key)),
        [],
      );
    },
  },
  {
    rule: 'environ-reused',
    text: 'makes environ, input, exchange and facts anew for each request of a connection',
    run: async (start) => {
      const seen: Environ[] = [];
      const site = await start((environ, startResponse) => {
        equal('app.key' in environ, false);
        Object.assign(environ, { 'app.key': 'left behind' });
        equal('app.fact' in environ['tsgi.exchange'].facts, false);
        environ['tsgi.exchange'].facts['app.fact'] = 'left behind';
        seen.push(environ);
        startResponse('200 OK', PLAIN);
        return [];
      });
      const connection = await site.connect();
      deepEqual([(await connection.ask(get('/1'))).status, (await connection.ask(get('/2'))).status], [200, 200]);
      for (const key of ['tsgi.input', 'tsgi.exchange'] as const) notEqual(seen[0]?.[key], seen[1]?.[key]);
      notEqual(seen[0], seen[1]);
    },
  },
];

async function environOf(
  start: Parameters<ConformanceCase['run']>[0],
  bytes: string,
): Promise<Readonly<Record<string, unknown>>> {
  const site = await start(reporting);
  const response = await site.ask(bytes);
  equal(response.status, 200);
  return reported(response.body);
}
