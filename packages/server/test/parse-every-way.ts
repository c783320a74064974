/**
 * Reads requests from bytes as a connection does, cut in every way that a network may cut them: whole, byte by byte, in
 * two at every point, and with another request behind. All of them have to come to the same.
 */
import { expect } from 'vitest';
import { ProtocolError } from '../src/wire/protocol-error.ts';
import type { RequestHead } from '../src/wire/request-head.ts';
import { type ParserLimits, RequestParser } from '../src/wire/request-parser.ts';

export const LIMITS: ParserLimits = {
  head: { requestLine: 8192, fields: 32_768 },
  fieldCount: 100,
  chunked: { body: Number.POSITIVE_INFINITY, sizeLine: 256, extensions: 4096, trailers: 8192, trailerCount: 32 },
  emptyLines: 2,
};

export interface ReadRequest {
  readonly head: RequestHead;
  readonly body: string;
  readonly trailers: readonly (readonly [string, string])[] | undefined;
  /** Whether its end has been read. */
  readonly isWhole: boolean;
}

export interface Reading {
  readonly requests: readonly ReadRequest[];
  /** The code of the error that ended it. */
  readonly error: string | undefined;
  readonly status: number | undefined;
}

/** What the bytes come to, having made sure that it does not depend on how they were cut. */
export function parseEveryWay(text: string, limits: ParserLimits = LIMITS): Reading {
  const bytes = Buffer.from(text, 'latin1');
  const whole = read([bytes], limits);
  expect(
    read(
      [...bytes].map((byte) => Buffer.of(byte)),
      limits,
    ),
    'byte by byte',
  ).toEqual(whole);
  for (let at = 1; at < bytes.length; at++) {
    const parts = [bytes.subarray(0, at), bytes.subarray(at)];
    expect(read(parts, limits), `cut at ${at}`).toEqual(whole);
  }
  if (whole.error === undefined && whole.requests.length > 0 && whole.requests.every(({ isWhole }) => isWhole)) {
    const followed = read([Buffer.concat([bytes, NEXT])], limits);
    expect(followed.requests.slice(0, -1), 'followed').toEqual(whole.requests);
    expect(followed.requests.at(-1)?.head.target, 'the one that follows').toBe('/next');
  }
  return whole;
}

/** The one request that the bytes are. */
export function parseOne(text: string, limits: ParserLimits = LIMITS): ReadRequest {
  const { requests, error } = parseEveryWay(text, limits);
  expect(error).toBeUndefined();
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) throw new Error(`${requests.length} requests instead of one`);
  return request;
}

/** The code with which the bytes are refused. */
export function refusalOf(text: string, limits: ParserLimits = LIMITS): string | undefined {
  return parseEveryWay(text, limits).error;
}

const NEXT = Buffer.from('GET /next HTTP/1.1\r\nHost: next\r\n\r\n');

export function read(parts: readonly Buffer[], limits: ParserLimits): Reading {
  const parser = new RequestParser(limits);
  const requests: { head: RequestHead; body: string; trailers: ReadRequest['trailers']; isWhole: boolean }[] = [];
  const step = (): boolean => {
    const last = requests.at(-1);
    if (last !== undefined && !last.isWhole) {
      const event = parser.nextOfBody();
      if (event?.kind === 'data') last.body += event.bytes.toString('latin1');
      if (event?.kind === 'end') Object.assign(last, { isWhole: true, trailers: event.trailers });
      return event !== undefined;
    }
    const head = parser.nextHead();
    if (head === undefined) return false;
    requests.push({ head, body: '', trailers: undefined, isWhole: head.framing.kind === 'none' });
    return true;
  };
  try {
    for (const part of parts) {
      parser.receive(part);
      while (step());
    }
    return { requests, error: undefined, status: undefined };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    expect(() => parser.nextHead()).toThrow(error);
    return { requests, error: error.code, status: error.status };
  }
}
