// @ts-check
/**
 * Whether the parser takes time in proportion to what it is given, however that is made and cut: microseconds a KiB at
 * growing sizes, whole and byte by byte. A parser that looks at bytes again and again shows it as a rising row.
 *
 *     npm run server:linear -w benchmarks
 */
import { RequestParser } from '../../packages/server/src/wire/request-parser.ts';
import { table } from '../cpu-per-request.mjs';

const limits = {
  head: { requestLine: 1 << 22, fields: 1 << 22 },
  fieldCount: 1_000_000,
  chunked: { body: 1 << 30, sizeLine: 256, extensions: 1 << 22, trailers: 1 << 22, trailerCount: 1_000_000 },
  emptyLines: 2,
};
const host = 'Host: h\r\n';
const chunked = `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;

/** @type {Record<string, (size: number) => string>} */
const inputs = {
  'a long target': (size) => `GET /${'a'.repeat(size)} HTTP/1.1\r\n${host}\r\n`,
  'a target of escapes': (size) => `GET /${'%41'.repeat(size / 3)} HTTP/1.1\r\n${host}\r\n`,
  'many fields': (size) => `GET / HTTP/1.1\r\n${host}${field(size / 8)}\r\n`,
  'one long field': (size) => `GET / HTTP/1.1\r\n${host}A: ${'b '.repeat(size / 2)}c\r\n\r\n`,
  'a head without an end': (size) => `GET / HTTP/1.1\r\n${host}A: ${'b'.repeat(size)}`,
  'chunks of one byte': (size) => `${chunked}${'1\r\nx\r\n'.repeat(size / 6)}0\r\n\r\n`,
  'chunk extensions': (size) => `${chunked}${'1;a=b\r\nx\r\n'.repeat(size / 10)}0\r\n\r\n`,
  trailers: (size) => `${chunked}0\r\n${field(size / 8)}\r\n`,
  'pipelined requests': (size) => `GET / HTTP/1.1\r\n${host}\r\n`.repeat(size / 27),
};

const sizes = [16, 64, 256];
for (const step of [65_536, 1]) {
  table(
    step === 1 ? 'µs a KiB, byte by byte' : 'µs a KiB, in chunks of 64 KiB',
    Object.entries(inputs).map(([name, make]) => ({
      input: name,
      ...Object.fromEntries(sizes.map((size) => [`${size} KiB`, measure(make(size * 1024), step).toFixed(1)])),
    })),
  );
}

/** @param {number} count */
function field(count) {
  let text = '';
  for (let i = 0; i < count; i++) text += `f${i % 1000}: x\r\n`;
  return text;
}

/** Microseconds a KiB, the best of some runs. @param {string} text @param {number} step */
function measure(text, step) {
  const bytes = Buffer.from(text, 'latin1');
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < (step === 1 ? 3 : 10); run++) {
    const began = performance.now();
    read(bytes, step);
    best = Math.min(best, performance.now() - began);
  }
  return (best * 1000) / (bytes.length / 1024);
}

/** @param {Buffer} bytes @param {number} step */
function read(bytes, step) {
  const parser = new RequestParser(limits);
  for (let at = 0; at < bytes.length; at += step) {
    parser.receive(bytes.subarray(at, at + step));
    for (;;) {
      const head = parser.nextHead();
      const event = parser.nextOfBody();
      if (head === undefined && event === undefined) break;
    }
  }
}
