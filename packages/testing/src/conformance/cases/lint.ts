/** The rules that lint sees from between two layers, for every kind of request and response. */
import { deepEqual, ok } from 'node:assert/strict';
import { type LintError, lint } from '@tsgi/lint';
import type { Application } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { answering, decode, encode, get, PLAIN, post, postChunks, request } from '../requests.ts';

const reading: Application = async (environ, startResponse) => {
  const line = decode(await environ['tsgi.input'].readLine(5));
  const rest = decode(await environ['tsgi.input'].read());
  const more: string[] = [];
  for await (const chunk of environ['tsgi.input']) more.push(decode(chunk));
  startResponse('200 OK', PLAIN);
  return [encode(`${line}|${rest}|${more.join('')}`)];
};

const generating: Application = (_, startResponse) =>
  (async function* () {
    startResponse('200 OK', PLAIN);
    yield encode('a');
    yield new Uint8Array();
    yield encode('b');
  })();

const writing: Application = async (_, startResponse) => {
  const write = startResponse('200 OK', PLAIN);
  await write(encode('a'));
  return [encode('b')];
};

const filing: Application = (environ, startResponse) => {
  startResponse('200 OK', PLAIN);
  const parts = [encode('a'), new Uint8Array()];
  return environ['tsgi.file_wrapper']({ read: () => parts.shift() ?? new Uint8Array() });
};

const upgrading: Application = (environ, startResponse) => {
  environ['tsgi.exchange'].upgrade?.((socket) => void socket.resume().end('bye'));
  startResponse('101 Switching Protocols', []);
  return [];
};

const EXCHANGES: readonly (readonly [what: string, bytes: string, app: Application])[] = [
  ['a GET', get('/a//b?c=d', 'X-One: a', 'Cookie: a=1'), answering('a')],
  ['an absolute target', get('http://a.example:81/b'), answering('a')],
  ['OPTIONS *', request('OPTIONS', '*'), answering('a')],
  ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', generating],
  ['a HEAD', request('HEAD', '/'), generating],
  ['a 204', get('/'), answering('', '204 No Content', [])],
  ['a body with a length', post('/', 'one\ntwo'), reading],
  ['a chunked body', postChunks('/', ['one', '\ntwo'], ['X-Sum: 1']), reading],
  ['a body that is not read', post('/', 'abc'), answering('a')],
  ['a generator', get('/'), generating],
  ['write', get('/'), writing],
  ['a file', get('/'), filing],
  ['an upgrade', get('/', 'Connection: Upgrade', 'Upgrade: bye'), upgrading],
  [
    'an application that fails',
    get('/'),
    () => {
      throw new Error('boom');
    },
  ],
];

export const lintCases: readonly ConformanceCase[] = [
  ...EXCHANGES.map(
    ([what, bytes, app]): ConformanceCase => ({
      rule: 'lint',
      text: `breaks no rule that lint sees, with ${what}`,
      run: async (start) => {
        const faults: LintError[] = [];
        const ended = createGate();
        const linted = lint({ onFault: (fault) => void faults.push(fault) })(app);
        const site = await start((environ, startResponse) => {
          // Registered before those of lint, and so called behind them.
          environ['tsgi.exchange'].onFinish(() => ended.open());
          return linted(environ, startResponse);
        });
        const connection = await site.connect();
        const { status } = await connection.ask(bytes);
        connection.endSending();
        await ended.promise;
        ok(status !== 400);
        deepEqual(
          faults.map(({ code, message }) => `${code}: ${message}`),
          [],
        );
      },
    }),
  ),
  {
    rule: 'lint',
    text: 'breaks no rule that lint sees, when the client leaves',
    run: async (start) => {
      const faults: LintError[] = [];
      const ended = createGate();
      const linted = lint({ onFault: (fault) => void faults.push(fault) })((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          for (;;) {
            yield encode('a');
            await new Promise((resolve) => setImmediate(resolve));
          }
        })();
      });
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(() => ended.open());
        return linted(environ, startResponse);
      });
      const connection = await site.connect();
      await connection.send(get('/'));
      await connection.readHead();
      connection.leave();
      await ended.promise;
      deepEqual(
        faults.map(({ code, message }) => `${code}: ${message}`),
        [],
      );
    },
  },
];
