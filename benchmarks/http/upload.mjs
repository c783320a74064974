// @ts-check
/**
 * How fast a multipart body of 10 MiB with one file is read: by a view that takes its parts as they come, by one that
 * takes the form (the file goes to a temporary file), and by busboy alone. In one process, in turn, medians; nothing is
 * done with the bytes.
 *
 *     npm run http:upload -w benchmarks
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { HttpRequest } from '@tsgi/http';
import { createEnviron } from '@tsgi/testing';
import { median, table } from '../cpu-per-request.mjs';

const rounds = 15;
const boundary = '----WebKitFormBoundaryYjK3WqTnZbQ2xVhL';
const file = Buffer.alloc(10 * 1_048_576);
// Bytes of every kind, with line breaks and dashes among them, as real files have.
for (let i = 0; i < file.length; i++) file[i] = (i * 2654435761) >>> 24;
const head = `--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nA picture\r\n--${boundary}\r\nContent-Disposition: form-data; name="picture"; filename="picture.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
const body = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
/** @type {Buffer[]} */
const chunks = [];
for (let at = 0; at < body.length; at += 65_536) chunks.push(body.subarray(at, at + 65_536));
const type = `multipart/form-data; boundary=${boundary}`;

function request() {
  const environ = createEnviron({ method: 'POST', headers: { 'Content-Type': type } });
  // As little as an input can be: what is measured is the parser behind it.
  environ['tsgi.input'] = Object.assign(Object.create(environ['tsgi.input']), {
    [Symbol.asyncIterator]() {
      let at = 0;
      return {
        next: () =>
          Promise.resolve(at < chunks.length ? { done: false, value: chunks[at++] } : { done: true, value: undefined }),
      };
    },
  });
  return { environ, request: new HttpRequest(environ) };
}

/** @type {Record<string, () => Promise<number>>} how many bytes of file were seen */
const readers = {
  async 'parts()'() {
    let size = 0;
    for await (const part of request().request.parts()) {
      for await (const chunk of part.stream()) if (part.field === 'picture') size += chunk.length;
    }
    return size;
  },
  async busboy() {
    let size = 0;
    const busboy = new Busboy({ headers: { 'content-type': type } });
    busboy.on('file', (_name, stream) => {
      stream.on('data', (chunk) => {
        size += chunk.length;
      });
    });
    await pipeline(Readable.from(chunks), busboy);
    return size;
  },
  async 'form(), to a temporary file'() {
    const { request: asked, environ } = request();
    const uploaded = (await asked.form()).file('picture');
    const size = uploaded?.size ?? 0;
    environ['tsgi.exchange'].disconnect();
    return size;
  },
  async 'busboy, to a temporary file'() {
    const { createWriteStream, rmSync } = await import('node:fs');
    const path = `${(await import('node:os')).tmpdir()}/tsgi-busboy-${process.pid}`;
    const busboy = new Busboy({ headers: { 'content-type': type } });
    /** @type {Promise<void>[]} */
    const writes = [];
    let size = 0;
    busboy.on('file', (_name, stream) => {
      stream.on('data', (chunk) => {
        size += chunk.length;
      });
      writes.push(pipeline(stream, createWriteStream(path)));
    });
    await pipeline(Readable.from(chunks), busboy);
    await Promise.all(writes);
    rmSync(path);
    return size;
  },
};

/** @type {Record<string, { rate: number, cpu: number }[]>} */
const samples = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, read] of Object.entries(readers)) {
    const [began, usage] = [performance.now(), process.cpuUsage()];
    const size = await read();
    const { user, system } = process.cpuUsage(usage);
    if (size !== file.length) throw new Error(`${name} saw ${size} bytes`);
    samples[name]?.push({ rate: 10_000 / (performance.now() - began), cpu: (user + system) / 1000 });
  }
}

const base = median((samples['busboy'] ?? []).map(({ rate }) => rate));
table(
  'a multipart body of 10 MiB',
  Object.entries(samples).map(([name, runs]) => ({
    reader: name,
    'MiB/s': median(runs.map(({ rate }) => rate)).toFixed(0),
    'of busboy': (median(runs.map(({ rate }) => rate)) / base).toFixed(2),
    'CPU ms': median(runs.map(({ cpu }) => cpu)).toFixed(1),
  })),
);
globalThis.gc?.();
console.log(`\nresident at the end: ${(process.memoryUsage().rss / 1_048_576).toFixed(0)} MiB`);
