/** The body of a request, as the application reads it. */
import { equal, ok, rejects } from 'node:assert/strict';
import type { Application, InputStream } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { decode, encode, get, PLAIN, post, postChunks, request } from '../requests.ts';

/** Answers with what a reader makes of the input. */
function reading(read: (input: InputStream) => Promise<readonly string[]>): Application {
  return async (environ, startResponse) => {
    const parts = await read(environ['tsgi.input']);
    startResponse('200 OK', PLAIN);
    return [encode(parts.join('|'))];
  };
}

const readAll = reading(async (input) => [decode(await input.read())]);

const readTwice = reading(async (input) => [
  decode(await input.read()),
  decode(await input.read()),
  decode(await input.read(5)),
  decode(await input.readLine()),
]);

/** Bytes that no text is, and more of them than any buffer on the way holds. */
const BIG = Array.from({ length: 3 * 1024 * 1024 }, (_, at) => String.fromCharCode((at * 7) % 256)).join('');

export const inputCases: readonly ConformanceCase[] = [
  {
    rule: 'input-length-mismatch',
    text: 'gives a body of 3 MiB byte for byte',
    run: async (start) => {
      const site = await start(readAll);
      const { body } = await site.ask(post('/', BIG));
      ok(body === BIG, 'the bytes have changed on the way');
    },
  },
  {
    rule: 'input-encoded',
    text: 'gives the content of a chunked body, with its trailers on the exchange',
    run: async (start) => {
      const site = await start(async (environ, startResponse) => {
        const content = decode(await environ['tsgi.input'].read());
        const { trailers } = environ['tsgi.exchange'];
        const sum = trailers?.find(([name]) => name.toLowerCase() === 'x-sum')?.[1];
        startResponse('200 OK', PLAIN);
        return [encode(`${content} ${sum}`)];
      });
      equal((await site.ask(postChunks('/', ['one ', 'two'], ['X-Sum: 7']))).body, 'one two 7');
    },
  },
  ...[
    ['with a Content-Length', post('/', 'abc')],
    ['that is chunked', postChunks('/', ['a', 'bc'])],
  ].map(
    ([what = '', bytes = '']): ConformanceCase => ({
      rule: 'input-result-invalid',
      text: `ends a body ${what} by itself, and gives empty chunks past the end`,
      run: async (start) => {
        equal((await (await start(readTwice)).ask(bytes)).body, 'abc|||');
      },
    }),
  ),
  {
    rule: 'input-result-invalid',
    text: 'gives an empty chunk at once where there is no body',
    run: async (start) => {
      equal((await (await start(readTwice)).ask(get('/'))).body, '|||');
    },
  },
  {
    rule: 'input-goes-on',
    text: 'gives as many bytes as are asked for, however they come, and fewer only at the end',
    run: async (start) => {
      const gotFirst = createGate();
      const site = await start(
        reading(async (input) => {
          const first = decode(await input.read(2));
          gotFirst.open();
          return [first, decode(await input.read(4)), decode(await input.read(4))];
        }),
      );
      const connection = await site.connect();
      await connection.send(`${request('POST', '/', ['Content-Length: 8'])}abc`);
      await gotFirst.promise;
      for (const byte of 'defgh') await connection.send(byte);
      equal((await connection.readResponse()).body, 'ab|cdef|gh');
    },
  },
  {
    rule: 'input-line-invalid',
    text: 'gives lines with their LF, as far as a limit goes, and a last one without',
    run: async (start) => {
      const site = await start(
        reading(async (input) => {
          const lines: string[] = [];
          for (const limit of [undefined, 2, undefined, undefined]) lines.push(decode(await input.readLine(limit)));
          return lines;
        }),
      );
      equal((await site.ask(postChunks('/', ['on', 'e\nlon', 'g line\nlast']))).body, 'one\n|lo|ng line\n|last');
    },
  },
  {
    rule: 'input-invalid',
    text: 'gives the body chunk by chunk as it comes',
    run: async (start) => {
      const gotFirst = createGate();
      const site = await start(
        reading(async (input) => {
          const chunks: string[] = [];
          for await (const chunk of input) {
            chunks.push(decode(chunk));
            gotFirst.open();
          }
          return [chunks.join('')];
        }),
      );
      const connection = await site.connect();
      await connection.send(`${request('POST', '/', ['Transfer-Encoding: chunked'])}3\r\none\r\n`);
      await gotFirst.promise;
      await connection.send('3\r\ntwo\r\n0\r\n\r\n');
      equal((await connection.readResponse()).body, 'onetwo');
    },
  },
  {
    rule: 'input-read-concurrently',
    text: 'rejects a read while another one is pending, which goes on',
    run: async (start) => {
      const rejected = createGate();
      const site = await start(
        reading(async (input) => {
          const first = input.read();
          await rejects(input.read(), Error);
          rejected.open();
          return [decode(await first)];
        }),
      );
      const connection = await site.connect();
      await connection.send(request('POST', '/', ['Content-Length: 3']));
      await rejected.promise;
      await connection.send('abc');
      equal((await connection.readResponse()).body, 'abc');
    },
  },
];
