import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environ, fileOf, isFileBody } from '@tsgi/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, environOf, type TestAnswer } from '../test/environ.ts';
import type { Clock } from './clock.ts';
import { formatContentDisposition } from './content-disposition.ts';
import { download, type FileOptions, file } from './file.ts';
import { view } from './view.ts';

const MODIFIED = Date.UTC(2026, 0, 2) + 500;
const SAME = 'Fri, 02 Jan 2026 00:00:00 GMT';
const CONTENT = Buffer.from(Array.from({ length: 50_000 }, (_, at) => at % 251));
const clockAt = (now: number): Clock => ({ now: () => now, after: () => () => undefined });

let directory = '';
let path = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'file-test-'));
  path = join(directory, 'data.bin');
  await writeFile(path, CONTENT);
  await utimes(path, MODIFIED / 1000, MODIFIED / 1000);
});

afterAll(() => rm(directory, { recursive: true }));

/** Sends a file, and counts how often its descriptor was closed. */
async function send(
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', ...options }: FileOptions & { method?: string } = {},
): Promise<TestAnswer> {
  return call(file(path, options).application, { method, headers });
}

/** How many descriptors this process has open below the directory. */
function openDescriptors(): string {
  return execFileSync('sh', ['-c', `ls -l /proc/${process.pid}/fd | grep -c -F ${directory} || true`])
    .toString()
    .trim();
}

describe('file', () => {
  it('sends the file with its type, length and validators', async () => {
    const answer = await send();
    expect(answer.status).toBe('200 OK');
    expect(answer.bytes.equals(CONTENT)).toBe(true);
    expect(answer.headers).toEqual([
      ['Content-Type', 'application/octet-stream'],
      ['Accept-Ranges', 'bytes'],
      ['X-Content-Type-Options', 'nosniff'],
      ['ETag', expect.stringMatching(/^"[0-9a-z]+-[0-9a-z]+"$/)],
      ['Last-Modified', SAME],
      ['Content-Length', '50000'],
    ]);
  });

  it('hands its descriptor to the server', async () => {
    const environ = environOf();
    const body = await file(path).send(environ, () => () => Promise.resolve());
    if (!isFileBody(body)) throw new Error('not a file body');
    expect(body[fileOf]).toMatchObject({ start: 0 });
    await body.close?.();
  });

  it.each([
    ['page.html', 'text/html; charset=utf-8'],
    ['style.css', 'text/css; charset=utf-8'],
    ['data.json', 'application/json'],
    ['image.PNG', 'image/png'],
    ['unknown.zzz', 'application/octet-stream'],
    ['none', 'application/octet-stream'],
  ])('knows the type of %s', async (name, type) => {
    expect((await send({}, { name })).header('Content-Type')).toBe(type);
  });

  it('takes a type, headers and a status', async () => {
    const answer = await send({}, { type: 'text/x', status: 404, headers: { 'Cache-Control': 'no-store' } });
    expect([answer.status, answer.header('Content-Type'), answer.header('Cache-Control')]).toEqual([
      '404 Not Found',
      'text/x',
      'no-store',
    ]);
    expect((await send({}, { headers: { 'content-type': 'a/b' } })).header('Content-Type')).toBe('a/b');
  });

  it('answers 404 for what is no file', async () => {
    await mkdir(join(directory, 'folder'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, 'pipe')]);
    await symlink(join(directory, 'nowhere'), join(directory, 'dangling'));
    for (const name of ['missing', 'folder', 'data.bin/x', 'dangling', 'pipe']) {
      expect((await call(file(join(directory, name)).application)).status).toBe('404 Not Found');
    }
    expect(openDescriptors()).toBe('0');
  });

  it('fails where the file cannot be opened for another reason', async () => {
    await symlink(join(directory, 'loop'), join(directory, 'loop'));
    const answer = await call(view(() => file(join(directory, 'loop'))));
    expect(answer.status).toBe('500 Internal Server Error');
  });

  it('answers HEAD as GET, without content', async () => {
    const answer = await send({}, { method: 'HEAD' });
    expect(answer.header('Content-Length')).toBe('50000');
    expect(answer.bytes.length).toBe(0);
    expect((await send({ Range: 'bytes=0-1' }, { method: 'HEAD' })).status).toBe('200 OK');
  });

  it('sends an empty file', async () => {
    await writeFile(join(directory, 'empty'), '');
    const { application } = file(join(directory, 'empty'));
    const answer = await call(application);
    expect([answer.status, answer.header('Content-Length'), answer.text]).toEqual(['200 OK', '0', '']);
    expect((await call(file(join(directory, 'empty')).application, { headers: { Range: 'bytes=0-' } })).status).toBe(
      '416 Range Not Satisfiable',
    );
  });

  it('has a tag that changes with the time and the size of the file', async () => {
    const other = join(directory, 'changing');
    const tagAfter = async (content: string, seconds: number): Promise<string | undefined> => {
      await writeFile(other, content);
      await utimes(other, seconds, seconds);
      return (await call(file(other).application)).header('ETag');
    };
    const tags = [await tagAfter('a', 1000), await tagAfter('ab', 1000), await tagAfter('ab', 1000.001)];
    expect(new Set(tags).size).toBe(3);
    expect(await tagAfter('cd', 1000.001)).toBe(tags[2]);
  });

  it('has a weak tag as long as the file may change within the same instant', async () => {
    expect((await send({}, { clock: clockAt(MODIFIED + 1000) })).header('ETag')).toMatch(/^W\//);
    expect((await send({}, { clock: clockAt(MODIFIED + 1001) })).header('ETag')).toMatch(/^"/);
  });

  it.each([
    [{ 'If-Modified-Since': SAME }, '304 Not Modified'],
    [{ 'If-None-Match': '*' }, '304 Not Modified'],
    [{ 'If-None-Match': '*', Range: 'bytes=0-1' }, '304 Not Modified'],
    [{ 'If-Match': '"other"' }, '412 Precondition Failed'],
    [{ 'If-Unmodified-Since': 'Thu, 01 Jan 2026 00:00:00 GMT', Range: 'bytes=0-1' }, '412 Precondition Failed'],
  ])('answers %o with %s', async (headers, status) => {
    const answer = await send(headers);
    expect(answer.status).toBe(status);
    expect(answer.header('Content-Range')).toBeUndefined();
  });

  it('keeps validators in a 304, and nothing about the content', async () => {
    const answer = await send({ 'If-Modified-Since': SAME }, { headers: { 'Cache-Control': 'max-age=1' } });
    expect(answer.headers.map(([name]) => name)).toEqual([
      'Cache-Control',
      'X-Content-Type-Options',
      'ETag',
      'Last-Modified',
    ]);
  });

  it('is not conditional after a POST, nor with another status', async () => {
    expect((await send({ 'If-None-Match': '*' }, { method: 'POST' })).status).toBe('200 OK');
    expect((await send({ 'If-None-Match': '*', Range: 'bytes=0-1' }, { status: 404 })).bytes.length).toBe(50_000);
  });

  it('sends one range', async () => {
    const answer = await send({ Range: 'bytes=100-199' });
    expect(answer.status).toBe('206 Partial Content');
    expect(answer.header('Content-Range')).toBe('bytes 100-199/50000');
    expect(answer.header('Content-Length')).toBe('100');
    expect(answer.header('Content-Type')).toBe('application/octet-stream');
    expect(answer.bytes.equals(CONTENT.subarray(100, 200))).toBe(true);
  });

  it('sends several ranges as multipart/byteranges', async () => {
    const answer = await send({ Range: 'bytes=0-9, 40000-, -1, 5-14' }, { type: 'a/b' });
    expect(answer.status).toBe('206 Partial Content');
    expect(answer.header('Content-Length')).toBe(String(answer.bytes.length));
    expect(answer.header('Content-Range')).toBeUndefined();
    expect(partsOf(answer)).toEqual([
      ['a/b', 'bytes 0-14/50000', CONTENT.subarray(0, 15)],
      ['a/b', 'bytes 40000-49999/50000', CONTENT.subarray(40_000)],
    ]);
  });

  it('answers 416 with the size where no range fits', async () => {
    const answer = await send({ Range: 'bytes=50000-' });
    expect(answer.status).toBe('416 Range Not Satisfiable');
    expect(answer.header('Content-Range')).toBe('bytes */50000');
  });

  it('sends everything for a range that it does not understand', async () => {
    expect((await send({ Range: 'lines=1-2' })).bytes.length).toBe(50_000);
    expect((await send({ Range: `bytes=${'0-0,'.repeat(16)}0-0` })).status).toBe('200 OK');
  });

  it('honours a range only while the file is the one that the client has', async () => {
    const tag = (await send()).header('ETag') ?? '';
    const statusFor = async (ifRange: string, options?: FileOptions): Promise<string> =>
      (await send({ Range: 'bytes=0-1', 'If-Range': ifRange }, options)).status;
    expect(await statusFor(tag)).toBe('206 Partial Content');
    expect(await statusFor(SAME)).toBe('206 Partial Content');
    expect(await statusFor('"other"')).toBe('200 OK');
    expect(await statusFor('Thu, 01 Jan 2026 00:00:00 GMT')).toBe('200 OK');
    expect(await statusFor(SAME, { clock: clockAt(MODIFIED) })).toBe('200 OK');
  });

  it('sends exactly the ranges that were asked for', async () => {
    const range = fc.tuple(fc.nat(60_000), fc.nat(3000));
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 16 }), async (ranges) => {
        const answer = await send({
          Range: `bytes=${ranges.map(([first, more]) => `${first}-${first + more}`).join(',')}`,
        });
        if (answer.status.startsWith('416')) return;
        const parts =
          answer.header('Content-Range') === undefined
            ? partsOf(answer).map(([, at, bytes]) => [at, bytes] as const)
            : [[answer.header('Content-Range') ?? '', answer.bytes] as const];
        for (const [at, bytes] of parts) {
          const [, first = '', last = ''] = /bytes (\d+)-(\d+)\//.exec(at) ?? [];
          expect(bytes.equals(CONTENT.subarray(Number(first), Number(last) + 1))).toBe(true);
        }
        expect(answer.header('Content-Length')).toBe(String(answer.bytes.length));
      }),
      { numRuns: 50 },
    );
  });

  it('ends early where the file has become shorter', async () => {
    const shrinking = join(directory, 'shrinking');
    await writeFile(shrinking, CONTENT);
    const environ = environOf({ headers: { Range: 'bytes=0-1, 100-49999' } });
    const body = await file(shrinking).send(environ, () => () => Promise.resolve());
    await writeFile(shrinking, CONTENT.subarray(0, 110));
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    await body.close?.();
    expect(Buffer.concat(chunks).includes(CONTENT.subarray(100, 110))).toBe(true);
    expect(Buffer.concat(chunks).length).toBeLessThan(1000);
  });

  it.each([
    ['a GET', {}, {}],
    ['HEAD', {}, { method: 'HEAD' }],
    ['a 304', { 'If-None-Match': '*' }, {}],
    ['a 412', { 'If-Match': '"x"' }, {}],
    ['a 416', { Range: 'bytes=50000-' }, {}],
    ['a range', { Range: 'bytes=0-1' }, {}],
    ['several ranges', { Range: 'bytes=0-1,5-6' }, {}],
  ])('leaves no descriptor open after %s', async (_, headers, options) => {
    await send(headers, options);
    expect(openDescriptors()).toBe('0');
  });

  it('leaves no descriptor open where the response fails', async () => {
    const app = view(() => file(path, { name: 'a', disposition: 'attachment' }));
    const broken: Environ = environOf();
    broken['tsgi.file_wrapper'] = () => {
      throw new Error('no wrapper');
    };
    expect((await call(app, broken)).status).toBe('500 Internal Server Error');
    expect((await call(view(() => file(path, { headers: { 'bad name': '' } })))).status).toBe(
      '500 Internal Server Error',
    );
    expect(openDescriptors()).toBe('0');
  });
});

describe('download', () => {
  it('has the client save the file under its name', async () => {
    expect((await call(download(path).application)).header('Content-Disposition')).toBe(
      'attachment; filename="data.bin"',
    );
    expect((await call(download(path, { name: 'bill.pdf' }).application)).header('Content-Disposition')).toBe(
      'attachment; filename="bill.pdf"',
    );
    expect((await call(file(path, { name: 'x' }).application)).header('Content-Disposition')).toBe(
      'inline; filename="x"',
    );
  });
});

describe('formatContentDisposition', () => {
  it.each([
    ['plain.txt', 'filename="plain.txt"'],
    ['a "b".txt', 'filename="a \\"b\\".txt"'],
    ['../../etc/passwd', 'filename=".._.._etc_passwd"'],
    ['a\\b\r\nX: y\0', 'filename="a_b__X: y_"'],
    ['Größe 5€.txt', `filename="Gr__e 5_.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%205%E2%82%AC.txt`],
    ['50%41.txt', `filename="50_41.txt"; filename*=UTF-8''50%2541.txt`],
    ['100%.txt', 'filename="100%.txt"'],
  ])('writes %o', (name, expected) => {
    expect(formatContentDisposition('attachment', name)).toBe(`attachment; ${expected}`);
  });

  it('can always be sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(formatContentDisposition('inline', name)).toMatch(
          /^inline; filename="(?:[^"\\\0-\x1f\x7f-\uffff]|\\")*"(?:; filename\*=UTF-8''[\x21-\x7e]*)?$/,
        );
      }),
    );
  });
});

/** Type, range and content of each part. */
function partsOf(answer: TestAnswer): (readonly [string, string, Buffer])[] {
  const boundary = /boundary=(.*)$/.exec(answer.header('Content-Type') ?? '')?.[1] ?? 'none';
  const text = `\r\n${answer.bytes.toString('latin1')}`;
  const [before, ...parts] = text.split(`\r\n--${boundary}`);
  expect([before, parts.pop()]).toEqual(['', '--\r\n']);
  return parts.map((part) => {
    const [head, content] = [part.slice(0, part.indexOf('\r\n\r\n')), part.slice(part.indexOf('\r\n\r\n') + 4)];
    const [, type = ''] = /Content-Type: (.*)/.exec(head) ?? [];
    const [, at = ''] = /Content-Range: (.*)/.exec(head) ?? [];
    return [type, at, Buffer.from(content, 'latin1')];
  });
}
