import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, exchangeOf, type TestExchange, type TestRequest } from '../test/environ.ts';
import { CONTENT_TYPE, cut, multipart } from '../test/multipart.ts';
import type { BodyLimits } from './body-limits.ts';
import { HttpRequest } from './http-request.ts';
import { stream } from './stream.ts';
import { TemporaryDirectory } from './temporary-directory.ts';
import { view } from './view.ts';

const SMALL = Buffer.from('small');
const LARGE = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 256));
const fails = (code: string): unknown => expect.objectContaining({ code });

let temporary = '';

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'upload-test-'));
  vi.stubEnv('TMPDIR', temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

type Upload = TestExchange & { readonly request: HttpRequest };

function upload(body: NonNullable<TestRequest['body']>, limits?: Partial<BodyLimits>, inputError?: Error): Upload {
  const exchange = exchangeOf({
    method: 'POST',
    headers: { 'Content-Type': CONTENT_TYPE },
    body,
    ...(inputError === undefined ? {} : { inputError }),
  });
  return { ...exchange, request: new HttpRequest(exchange.environ, limits) };
}

/** Resolves when no temporary file is left. */
const nothingLeft = (): Promise<void> => vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]));

describe('an uploaded file', () => {
  const form = multipart([
    { name: 'title', content: 'Hello' },
    { name: 'small', content: SMALL, fileName: 'dir\\small.txt', type: 'text/plain; charset=utf-8' },
    { name: 'large', content: LARGE, fileName: 'größe.bin' },
    { name: 'empty', content: '', fileName: '', type: 'application/octet-stream' },
  ]);

  it('has its name, type, size and bytes', async () => {
    const { request, finish } = upload(form);
    const read = await request.form();
    expect(read.get('title')).toBe('Hello');
    expect(read.file('small')).toMatchObject({ field: 'small', name: 'small.txt', type: 'text/plain', size: 5 });
    expect(read.file('large')).toMatchObject({
      name: 'größe.bin',
      type: 'application/octet-stream',
      size: LARGE.length,
    });
    expect(await read.file('small')?.text()).toBe('small');
    expect(Buffer.from((await read.file('large')?.bytes()) ?? []).equals(LARGE)).toBe(true);
    finish();
    await nothingLeft();
  });

  it('is none where the field was left empty', async () => {
    const { request, finish } = upload(form);
    expect((await request.form()).has('empty')).toBe(false);
    finish();
    await nothingLeft();
  });

  it('stays in memory while it is small', async () => {
    const { request } = upload(multipart([{ name: 'a', content: SMALL, fileName: 'a' }]), { fileMemory: SMALL.length });
    await request.form();
    expect(await readdir(temporary)).toEqual([]);
  });

  it('goes to a directory that only its owner can enter when it is larger', async () => {
    const { request, finish } = upload(multipart([{ name: 'a', content: SMALL, fileName: 'a' }]), { fileMemory: 4 });
    await request.form();
    const [directory = 'none'] = await readdir(temporary);
    expect((await stat(join(temporary, directory))).mode & 0o777).toBe(0o700);
    finish();
    await nothingLeft();
  });

  it.each(['small', 'large'])('streams, any number of times: %s', async (field) => {
    const { request, finish } = upload(form);
    const file = (await request.form()).file(field);
    for (let turn = 0; turn < 2; turn++) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file?.stream() ?? []) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(field === 'small' ? SMALL : LARGE)).toBe(true);
    }
    finish();
    await nothingLeft();
  });

  it.each(['small', 'large'])('is kept where it was saved: %s', async (field) => {
    const { request, finish } = upload(form);
    const file = (await request.form()).file(field);
    const kept = join(temporary, 'kept');
    await file?.saveTo(kept);
    const content = field === 'small' ? SMALL : LARGE;
    expect(Buffer.from((await file?.bytes()) ?? []).equals(content)).toBe(true);
    finish();
    await vi.waitFor(async () => expect(await readdir(temporary)).toEqual(['kept']));
    expect((await readFile(kept)).equals(content)).toBe(true);
    await writeFile(join(temporary, 'ordinary'), '');
    expect((await stat(kept)).mode).toBe((await stat(join(temporary, 'ordinary'))).mode);
  });

  it('is moved to another file system', async () => {
    if (!existsSync('/dev/shm')) return;
    const { request, finish } = upload(form);
    const shared = await mkdtemp('/dev/shm/upload-test-');
    try {
      await (await request.form()).file('large')?.saveTo(join(shared, 'kept'));
      finish();
      await nothingLeft();
      expect((await readFile(join(shared, 'kept'))).equals(LARGE)).toBe(true);
    } finally {
      await rm(shared, { recursive: true });
    }
  });

  it('cannot be saved where there is no directory', async () => {
    const { request, finish } = upload(form);
    const read = await request.form();
    await expect(read.file('large')?.saveTo(join(temporary, 'none', 'kept'))).rejects.toMatchObject({ code: 'ENOENT' });
    finish();
    await nothingLeft();
  });

  it('may be the body of the response', async () => {
    const { environ, finish } = upload(form);
    const app = view(async (request) => stream((await request.form()).file('large')?.stream() ?? []));
    expect((await call(app, environ)).bytes.equals(LARGE)).toBe(true);
    finish();
    await nothingLeft();
  });

  it('arrives byte for byte, however the body is cut', async () => {
    const content = fc.uint8Array({ maxLength: 3000 });
    const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(content, { maxLength: 3 }), sizes, async (contents, cuts) => {
        const body = multipart(contents.map((one, at) => ({ name: 'f', content: one, fileName: `${at}.bin` })));
        const { request, finish } = upload(cut(body, cuts), { fileMemory: 1000 });
        const files = (await request.form()).files('f');
        for (const [at, file] of files.entries()) {
          expect(Buffer.from(await file.bytes()).equals(contents[at] ?? SMALL)).toBe(true);
        }
        expect(files).toHaveLength(contents.length);
        finish();
      }),
      { numRuns: 50 },
    );
    await nothingLeft();
  });
});

// multer#1176, #1338, juice-shop#3641: malformed uploads ended the process, or left files behind.
describe('an upload that fails', () => {
  const large = { name: 'f', content: LARGE, fileName: 'f' };

  it.each<readonly [string, Buffer, Partial<BodyLimits>]>([
    ['multipart-truncated', multipart([large]).subarray(0, -70), {}],
    ['file-too-large', multipart([large]), { fileSize: LARGE.length - 1 }],
    ['field-too-large', multipart([large, { name: 'a', content: 'ab' }]), { fieldSize: 1 }],
    ['form-too-many-files', multipart([large, large]), { files: 1 }],
    ['form-too-many-fields', multipart([large, { name: 'a', content: '' }, { name: 'a', content: '' }]), { fields: 1 }],
    ['body-too-large', multipart([large, { name: 'a', content: 'abc' }, { name: 'a', content: 'abc' }]), { memory: 7 }],
    ['text-malformed', multipart([large, { name: 'a', content: Buffer.from([0xff]) }]), {}],
    ['part-header-too-large', multipart([large, { name: 'a'.repeat(100), content: '' }]), { partHeader: 100 }],
    ['multipart-malformed', Buffer.concat([multipart([large]).subarray(0, -4), Buffer.from('x\r\n')]), {}],
  ])('with %s lets the input go and leaves no file', async (code, body, limits) => {
    const { request, input, finish } = upload(cut(body, [50_000]), limits);
    await expect(request.form()).rejects.toThrow(fails(code));
    expect(input.isLeft).toBe(code !== 'multipart-truncated');
    finish();
    await nothingLeft();
  });

  it('is refused by its length alone before it is read', async () => {
    const { request, input } = upload(multipart([large]), { total: LARGE.length });
    await expect(request.form()).rejects.toThrow(fails('body-too-large'));
    expect(input.isTouched).toBe(false);
    const chunked = upload(cut(multipart([large]), [1000]), { total: LARGE.length });
    await expect(chunked.request.form()).rejects.toThrow(fails('body-too-large'));
    chunked.finish();
    await nothingLeft();
  });

  it('because the client left leaves no file', async () => {
    const inputError = Object.assign(new Error('client left'), { code: 'body-truncated', status: 400 });
    const { request, finish } = upload(cut(multipart([large]).subarray(0, 200_000), [50_000]), {}, inputError);
    await expect(request.form()).rejects.toBe(inputError);
    finish();
    await nothingLeft();
  });

  it.each([
    ['before it begins', 0],
    ['between two files', 1],
  ])('because the request has ended %s leaves no file', async (_, filesBefore) => {
    const { environ, request, finish } = upload(multipart([large, large]));
    const chunks = cut(multipart([large, large]), [LARGE.length + 1000]);
    environ['tsgi.input'] = Object.assign(environ['tsgi.input'], {
      async *[Symbol.asyncIterator]() {
        for (const [at, chunk] of chunks.entries()) {
          if (at === filesBefore) {
            expect(await readdir(temporary)).toHaveLength(filesBefore);
            finish();
          }
          yield chunk;
        }
      },
    });
    await expect(request.form()).rejects.toThrow(fails('request-ended'));
    await nothingLeft();
  });

  it('because the request has ended while its directory was made leaves none', async () => {
    const { environ, finish } = upload('');
    const making = new TemporaryDirectory(environ).createFile();
    finish();
    await expect(making).rejects.toThrow(fails('request-ended'));
    await nothingLeft();
  });

  it('because it was given up says why', async () => {
    const { request, finish, abort } = upload(cut(multipart([large]), [50_000]));
    const reason = new Error('timeout');
    abort(reason);
    finish();
    await expect(request.form()).rejects.toBe(reason);
    await nothingLeft();
  });
});

describe('parts', () => {
  const body = multipart([
    { name: 'a', content: '1' },
    { name: 'f', content: LARGE, fileName: 'f.bin', type: 'a/b' },
    { name: 'g', content: SMALL, fileName: 'g' },
    { name: 'z', content: '2' },
  ]);

  it('come in order, and nothing is kept', async () => {
    const { request } = upload(cut(body, [10_000]));
    const seen: unknown[] = [];
    for await (const part of request.parts()) {
      const content = part.fileName === undefined ? await part.text() : (await part.bytes()).length;
      seen.push([part.field, part.fileName, part.type, content]);
    }
    expect(seen).toEqual([
      ['a', undefined, 'text/plain', '1'],
      ['f', 'f.bin', 'a/b', LARGE.length],
      ['g', 'g', 'application/octet-stream', 5],
      ['z', undefined, 'text/plain', '2'],
    ]);
    expect(await readdir(temporary)).toEqual([]);
  });

  it('are skipped as far as nobody reads them', async () => {
    const { request } = upload(cut(body, [10_000]));
    const fields: string[] = [];
    for await (const part of request.parts()) {
      fields.push(part.field);
      if (part.field === 'f') for await (const _ of part.stream()) break;
    }
    expect(fields).toEqual(['a', 'f', 'g', 'z']);
  });

  it('let the input go when they are left', async () => {
    const { request, input } = upload(cut(body, [10_000]));
    for await (const part of request.parts()) if (part.field === 'f') break;
    expect(input.isLeft).toBe(true);
  });

  it('are read once, and in their turn', async () => {
    const { request } = upload(cut(body, [10_000]));
    const parts = request.parts();
    const { value: first } = await parts.next();
    expect(await first?.text()).toBe('1');
    expect(() => first?.stream()).toThrow(fails('body-used'));
    const { value: second } = await parts.next();
    const chunks = second?.stream()[Symbol.asyncIterator]();
    await chunks?.next();
    await parts.next();
    await expect(chunks?.next()).rejects.toThrow(fails('body-used'));
  });

  it('ask for no more than they are asked for', async () => {
    let asked = 0;
    const { environ } = upload(body);
    environ['tsgi.input'] = Object.assign(environ['tsgi.input'], {
      async *[Symbol.asyncIterator]() {
        for (const chunk of cut(body, [10_000])) {
          asked++;
          yield chunk;
        }
      },
    });
    const parts = new HttpRequest(environ).parts();
    await parts.next();
    await parts.next();
    expect(asked).toBe(1);
  });
});
