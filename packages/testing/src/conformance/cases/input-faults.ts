/** Bodies of requests that do not arrive, or are not read. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { decode, encode, get, PLAIN, post, request } from '../requests.ts';
import { turns } from '../turns.ts';

export const inputFaultCases: readonly ConformanceCase[] = [
  ...[
    ['a Content-Length', `${request('POST', '/', ['Content-Length: 9'])}abc`],
    ['chunks', `${request('POST', '/', ['Transfer-Encoding: chunked'])}5\r\nabc`],
    ['chunks, between two of them', `${request('POST', '/', ['Transfer-Encoding: chunked'])}3\r\nabc\r\n`],
  ].map(
    ([what = '', bytes = '']): ConformanceCase => ({
      rule: 'input-fault-hidden',
      text: `rejects, now and later, when the client leaves within a body with ${what}`,
      run: async (start) => {
        const faults = createGate<readonly unknown[]>();
        const site = await start(async (environ) => {
          const input = environ['tsgi.input'];
          const faultOf = (read: Promise<Uint8Array>): Promise<unknown> => read.then(() => undefined, describeFault);
          faults.open([await faultOf(input.read()), await faultOf(input.read()), await faultOf(input.readLine())]);
          return [];
        });
        const connection = await site.connect();
        await connection.send(bytes);
        connection.endSending();
        deepEqual(await faults.promise, [400, 400, 400]);
      },
    }),
  ),
  ...[
    ['a size that is no number', 'xyz\r\n'],
    ['a chunk that is longer than its size', '3\r\nabcdef\r\n'],
    ['a bare LF behind the size', '3\nabc\r\n0\r\n\r\n'],
  ].map(
    ([what = '', chunk = '']): ConformanceCase => ({
      rule: 'input-error-invalid',
      text: `rejects ${what}, answers 400 where that is let pass, and takes nothing more from the connection`,
      run: async (start) => {
        const faults: unknown[] = [];
        let calls = 0;
        const site = await start(async (environ) => {
          calls += 1;
          try {
            return [await environ['tsgi.input'].read()];
          } catch (error) {
            faults.push(describeFault(error));
            throw error;
          }
        });
        const connection = await site.connect();
        const bytes = request('POST', '/', ['Transfer-Encoding: chunked']) + chunk + get('/smuggled');
        // A server may refuse before it calls the application, when all of it came at once.
        equal((await connection.ask(bytes)).status, 400);
        equal(await connection.readToEnd(), '');
        ok(calls <= 1);
        deepEqual(
          faults,
          faults.map(() => 400),
        );
      },
    }),
  ),
  {
    rule: 'input-unbounded',
    text: 'takes a bounded part of a body that nobody reads',
    run: async (start) => {
      const release = createGate();
      const site = await start(async (environ, startResponse) => {
        await release.promise;
        const length = (await environ['tsgi.input'].read()).length;
        startResponse('200 OK', PLAIN);
        return [encode(String(length))];
      });
      const size = 32 * 1024 * 1024;
      const connection = await site.connect();
      await connection.send(request('POST', '/', [`Content-Length: ${size}`]));
      let sent = false;
      const sending = connection.send('x'.repeat(size)).then(() => {
        sent = true;
      });
      // Far more turns of the event loop than a server without back-pressure needs to take it all.
      await turns(3000);
      equal(sent, false);
      release.open();
      await sending;
      equal((await connection.readResponse()).body, String(size));
    },
  },
  ...['POST /smuggled HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', 'x'.repeat(100_000)].map(
    (body): ConformanceCase => ({
      rule: 'input-rest',
      text: `never takes an unread body of ${body.length} bytes for the next request`,
      run: async (start) => {
        const calls: string[] = [];
        const site = await start((environ, startResponse) => {
          calls.push(`${environ.REQUEST_METHOD} ${environ.PATH_INFO}`);
          startResponse('200 OK', PLAIN);
          return [encode(environ.PATH_INFO)];
        });
        const connection = await site.connect();
        equal((await connection.ask(post('/first', body))).body, '/first');
        // The server has dropped the rest and answers, or it has closed the connection.
        void connection.send(get('/next', 'Connection: close'));
        const rest = await connection.readToEnd();
        ok(rest === '' || (rest.startsWith('HTTP/1.1 200 OK\r\n') && rest.endsWith('/next')), rest.slice(0, 200));
        deepEqual(calls, ['POST /first', ...(rest === '' ? [] : ['GET /next'])]);
      },
    }),
  ),
  {
    rule: 'input-continue',
    text: 'sends 100 at the first read, once, and not before',
    run: async (start) => {
      const called = createGate();
      const go = createGate();
      const site = await start(async (environ, startResponse) => {
        called.open();
        await go.promise;
        const first = decode(await environ['tsgi.input'].read(1));
        const rest = decode(await environ['tsgi.input'].read());
        startResponse('200 OK', PLAIN);
        return [encode(`${first}|${rest}`)];
      });
      const connection = await site.connect();
      await connection.send(request('POST', '/', ['Content-Length: 3', 'Expect: 100-continue']));
      await called.promise;
      equal(connection.unread, '');
      go.open();
      equal((await connection.readHead()).status, 100);
      await connection.send('abc');
      const response = await connection.readResponse();
      deepEqual([response.body, response.interim.length], ['a|bc', 0]);
    },
  },
  {
    rule: 'input-continue',
    text: 'sends no 100 when the application answers without reading, and rejects a first read behind the head',
    run: async (start) => {
      const fault = createGate<unknown>();
      const site = await start((environ, startResponse) => {
        startResponse('200 OK', PLAIN);
        return (async function* () {
          yield encode('answer');
          fault.open(
            await environ['tsgi.input'].read().then(
              () => 'read',
              () => 'rejected',
            ),
          );
        })();
      });
      const connection = await site.connect();
      await connection.send(request('POST', '/', ['Content-Length: 3', 'Expect: 100-continue']));
      const response = await connection.readResponse();
      deepEqual([response.body, response.interim.length], ['answer', 0]);
      equal(await fault.promise, 'rejected');
    },
  },
  {
    rule: 'input-continue',
    text: 'sends no 100 to an HTTP/1.0 client',
    run: async (start) => {
      const site = await start(async (environ, startResponse) => {
        const body = await environ['tsgi.input'].read();
        startResponse('200 OK', PLAIN);
        return [body];
      });
      const head = 'POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n';
      const response = await site.ask(`${head}abc`);
      deepEqual([response.status, response.interim.length], [200, 0]);
    },
  },
];

/** The status of an input error; what else was thrown stays what it is. */
function describeFault(error: unknown): unknown {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'status' in error
    ? error.status
    : error;
}
