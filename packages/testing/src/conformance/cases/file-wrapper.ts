/** Bodies made by `tsgi.file_wrapper`. */
import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, type Environ, type FileBody, fileOf, type HeaderList, wrapBody } from '@tsgi/protocol';
import type { ConformanceCase } from '../conformance-case.ts';
import { createGate } from '../gate.ts';
import { encode, get, PLAIN, request } from '../requests.ts';

/** More than one block of any server. */
const CONTENT = Array.from({ length: 300_000 }, (_, at) => String.fromCharCode(0x61 + (at % 26))).join('');

/** Which part of a file is sent, with which headers; and what should come. */
const RANGES: readonly (readonly [what: string, part: FilePart, headers: HeaderList, expected: string])[] = [
  ['from where it stands to its end', {}, PLAIN, CONTENT],
  ['from a byte on', { start: 5 }, PLAIN, CONTENT.slice(5)],
  ['from a byte on, as far as its length goes', { start: 299_000, length: 10 }, PLAIN, CONTENT.slice(299_000, 299_010)],
  ['as far as Content-Length goes', {}, [['Content-Length', '10']], CONTENT.slice(0, 10)],
  ['from a byte on, as far as Content-Length goes', { start: 7 }, [['Content-Length', '5']], CONTENT.slice(7, 12)],
];

interface FilePart {
  readonly start?: number;
  readonly length?: number;
}

/** Serves a file on disk, the way `send` says, and tells when its descriptor was closed. */
async function withFile(
  start: Parameters<ConformanceCase['run']>[0],
  send: (environ: Environ, file: { fd: number; close(): void }) => ReturnType<Environ['tsgi.file_wrapper']>,
  headers: HeaderList,
  use: (site: Awaited<ReturnType<typeof start>>, seen: string[]) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tsgi-conformance-'));
  await writeFile(join(folder, 'file'), CONTENT);
  const handle = await open(join(folder, 'file'));
  const seen: string[] = [];
  const ended = createGate();
  try {
    const app: Application = (environ, startResponse) => {
      environ['tsgi.exchange'].onFinish(() => ended.open());
      startResponse('200 OK', headers);
      return send(environ, { fd: handle.fd, close: () => void seen.push('close') });
    };
    await use(await start(app), seen);
    await ended.promise;
    deepEqual(seen, ['close']);
  } finally {
    await handle.close();
    await rm(folder, { recursive: true });
  }
}

export const fileWrapperCases: readonly ConformanceCase[] = [
  ...RANGES.map(
    ([what, part, headers, expected]): ConformanceCase => ({
      rule: 'file-range',
      text: `sends a file ${what}, and closes it once`,
      run: (start) =>
        withFile(
          start,
          (environ, file) => environ['tsgi.file_wrapper']({ ...file, ...part }),
          headers,
          async (site) => {
            const { body } = await site.ask(get('/'));
            deepEqual([body.length, body === expected], [expected.length, true]);
          },
        ),
    }),
  ),
  {
    rule: 'file-unrecognised',
    text: 'sends a file whose body was wrapped twice',
    run: (start) =>
      withFile(
        start,
        (environ, file) => wrapBody(wrapBody(environ['tsgi.file_wrapper'](file), {}), { close: () => undefined }),
        PLAIN,
        async (site) => equal((await site.ask(get('/'))).body === CONTENT, true),
      ),
  },
  {
    rule: 'file-unrecognised',
    text: 'takes a file body that it did not make for a body as any other',
    run: async (start) => {
      const site = await start((_, startResponse) => {
        startResponse('200 OK', PLAIN);
        const foreign: FileBody = {
          [fileOf]: { fd: 0, path: '/etc/passwd' },
          async *[Symbol.asyncIterator]() {
            yield encode('its chunks');
          },
        };
        return foreign;
      });
      equal((await site.ask(get('/'))).body, 'its chunks');
    },
  },
  {
    rule: 'file-sent-early',
    text: 'sends nothing of a file whose body was thrown away',
    run: (start) =>
      withFile(
        start,
        (environ, file) => {
          void environ['tsgi.file_wrapper'](file).close?.();
          return [encode('something else')];
        },
        PLAIN,
        async (site) => equal((await site.ask(get('/'))).body, 'something else'),
      ),
  },
  {
    rule: 'file-wrapper-invalid',
    text: 'sends whatever reads, in blocks as large as asked for at most',
    run: async (start) => {
      const parts = ['one ', 'two ', 'three', ''];
      const seen: string[] = [];
      const ended = createGate();
      const site = await start((environ, startResponse) => {
        environ['tsgi.exchange'].onFinish(() => ended.open());
        startResponse('200 OK', PLAIN);
        const read = async (): Promise<Uint8Array> => encode(parts.shift() ?? '');
        return environ['tsgi.file_wrapper']({ read, close: () => void seen.push('close') }, 5);
      });
      equal((await site.ask(get('/'))).body, 'one two three');
      await ended.promise;
      deepEqual(seen, ['close']);
    },
  },
  {
    rule: 'body-sent-for-head',
    text: 'sends nothing of a file for HEAD, and closes it once',
    run: (start) =>
      withFile(
        start,
        (environ, file) => environ['tsgi.file_wrapper'](file),
        PLAIN,
        async (site) => {
          const connection = await site.connect();
          equal((await connection.ask(request('HEAD', '/', ['Connection: close']))).status, 200);
          equal(await connection.readToEnd(), '');
        },
      ),
  },
];
