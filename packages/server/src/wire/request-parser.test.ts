import { runs } from '@tsgi/harness';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, parseEveryWay, read } from '../../test/parse-every-way.ts';
import { RequestParser } from './request-parser.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n';

/** Heads that differ in little from each other, some of them to be refused: none may pass for the one before it. */
const SIMILAR: readonly string[] = [
  GET,
  'GET /b HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET /a HTTP/1.0\r\nHost: h\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n',
  'CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET http://other/a HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
  `GET /a HTTP/1.1\r\nHost: h\r\nLong: ${'x'.repeat(3000)}\r\n\r\n`,
  'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc',
  'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz',
  'POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: u\r\n\r\n',
  'POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na',
  'GET * HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET /a HTTP/1.1\r\n\r\n',
  'GET /a HTTP/1.1\r\nHost: h\nA: b\r\n\r\n',
];

describe('a parser', () => {
  it('reads requests one behind the other, each with its own body', () => {
    const { requests } = parseEveryWay(
      `${GET}POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc` +
        `POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n${GET}`,
    );
    expect(requests.map(({ head, body }) => [head.target, body])).toEqual([
      ['/a', ''],
      ['/b', 'abc'],
      ['/c', 'de'],
      ['/a', ''],
    ]);
  });

  it('reads nothing behind an error', () => {
    const { requests, error } = parseEveryWay(`${GET}GET / HTTP/1.1\r\n\r\n${GET}`);
    expect(requests).toHaveLength(1);
    expect(error).toBe('host');
  });

  it('waits for what is missing', () => {
    for (const part of ['', 'G', GET.slice(0, -1), 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab']) {
      const { requests, error } = parseEveryWay(part);
      expect(error).toBeUndefined();
      expect(requests.filter(({ isWhole }) => isWhole)).toEqual([]);
    }
  });

  it('reads heads that no window of text holds together', () => {
    const value = 'v'.repeat(30_000);
    const request = `GET /a HTTP/1.1\r\nHost: h\r\nA: ${value}\r\n\r\n`;
    const { requests } = read([Buffer.from(request.repeat(7))], LIMITS);
    expect(requests.map(({ head }) => head.fields.values[1])).toEqual(Array(7).fill(value));
  });

  it('reads a long head that comes byte by byte', () => {
    const head = Buffer.from(`GET /a HTTP/1.1\r\nHost: h\r\n${`A: ${'v'.repeat(300)}\r\n`.repeat(90)}\r\n`);
    const parser = new RequestParser(LIMITS);
    const pieces = [...head].map((byte) => Buffer.of(byte));
    for (const piece of pieces.slice(0, -1)) {
      parser.receive(piece);
      if (parser.nextHead() !== undefined) throw new Error('A head before its end');
    }
    parser.receive(pieces.at(-1) ?? Buffer.alloc(0));
    expect(parser.nextHead()?.target).toBe('/a');
  });

  it('reads each request as a parser would that has read no other one before', () => {
    const one = fc.constantFrom(...SIMILAR);
    const property = fc.property(fc.array(one, { maxLength: 8 }), fc.array(fc.nat({ max: 400 })), (texts, cuts) => {
      const bytes = Buffer.from(texts.join(''), 'latin1');
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
      const { requests, error } = read(
        at.map((from, index) => bytes.subarray(from, at[index + 1])),
        LIMITS,
      );
      const alone = texts.map((text) => read([Buffer.from(text, 'latin1')], LIMITS));
      const bad = alone.findIndex((reading) => reading.error !== undefined);
      const good = bad === -1 ? alone : alone.slice(0, bad);
      expect(requests).toEqual(good.flatMap((reading) => reading.requests));
      expect(error).toBe(alone[bad]?.error);
    });
    fc.assert(property, { numRuns: runs(2000) });
  });

  it('knows whether a head has begun, and how much waits', () => {
    const parser = new RequestParser(LIMITS);
    expect(parser.isInsideHead).toBe(false);
    parser.receive(Buffer.from('GET / '));
    parser.nextHead();
    expect(parser.isInsideHead).toBe(true);
    parser.receive(Buffer.from('HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n12345'));
    parser.nextHead();
    expect(parser.isInsideHead).toBe(false);
    expect(parser.unread).toBe(5);
    expect(parser.takeRest().toString()).toBe('12345');
    expect(parser.unread).toBe(0);
  });
});
