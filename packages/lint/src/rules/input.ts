/** `tsgi.input`: what it is, how it may be read, and what it gives. */
import { isInputError } from '@tsgi/protocol';
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';

export type InputRuleId = 'input-invalid';
export type ReadingRuleId = 'input-amount-invalid' | 'input-read-concurrently' | 'input-read-late';
export type ReadRuleId =
  | 'input-result-invalid'
  | 'input-chunk-too-long'
  | 'input-line-invalid'
  | 'input-goes-on'
  | 'input-length-mismatch'
  | 'input-error-invalid';
export type InputTextId =
  | 'input-encoded'
  | 'input-fault-hidden'
  | 'input-unbounded'
  | 'input-continue'
  | 'input-rest'
  | 'input-parsed-twice';

/** One read that an application asks for. */
export interface Reading {
  readonly method: 'read' | 'readLine' | 'next';
  /** The size or limit; `undefined` when there is none. */
  readonly amount: unknown;
  /** Whether an earlier read is still pending. */
  readonly pending: boolean;
  /** Whether the response has ended. */
  readonly finished: boolean;
}

/** What came of it. */
export type Read = {
  readonly method: Reading['method'];
  readonly amount: unknown;
} & (
  | { readonly kind: 'no-promise'; readonly result: unknown }
  | {
      readonly kind: 'given';
      readonly chunk: unknown;
      /** Whether an earlier read has met the end. */
      readonly endedBefore: boolean;
      /** Whether this read has met it. */
      readonly ended: boolean;
      /** The bytes of all reads so far. */
      readonly bytes: number;
      /** What the environ said at the call. */
      readonly contentLength: number | undefined;
    }
  | { readonly kind: 'rejected'; readonly error: unknown }
);

export const inputRules: readonly Rule<InputRuleId, Call>[] = [
  {
    id: 'input-invalid',
    culprit: 'server',
    text: '`tsgi.input` has `read(size?)` and `readLine(limit?)` and can be iterated asynchronously, chunk by chunk as the bytes come.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: ({ environ }) => {
      const input = environ['tsgi.input'];
      const found = typeof input === 'object' && input !== null;
      const whole =
        found &&
        'read' in input &&
        typeof input.read === 'function' &&
        'readLine' in input &&
        typeof input.readLine === 'function' &&
        Symbol.asyncIterator in input;
      return whole ? undefined : 'tsgi.input lacks read, readLine or the asynchronous iterator';
    },
  },
];

export const readingRules: readonly Rule<ReadingRuleId, Reading>[] = [
  {
    id: 'input-amount-invalid',
    culprit: 'application',
    text: 'The size given to `read` and the limit given to `readLine` are whole numbers from 0, or left out.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: ({ method, amount }) =>
      amount === undefined || (typeof amount === 'number' && Number.isInteger(amount) && amount >= 0)
        ? undefined
        : `${method} was called with ${show(amount)}`,
  },
  {
    id: 'input-read-concurrently',
    culprit: 'application',
    text: 'The input has one reader at a time: nothing is read while another read is pending.',
    check: ({ method, pending }) => (pending ? `${method} was called while another read was pending` : undefined),
  },
  {
    id: 'input-read-late',
    culprit: 'application',
    text: 'An application does not read when its response has ended. A server lets such a read reject, as it does a first read after the final head was sent to a client that waits for 100 (RFC 9110 §10.1.1).',
    check: ({ method, finished }) => (finished ? `${method} was called after the response had ended` : undefined),
  },
];

export const readRules: readonly Rule<ReadRuleId, Read>[] = [
  {
    id: 'input-result-invalid',
    culprit: 'server',
    text: '`read`, `readLine` and the steps of the iteration give promises of `Uint8Array`s. Past the end, which the input finds by itself and for a chunked body too, they give an empty one, and the iteration is done.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: (read) => {
      if (read.kind === 'no-promise') return `${read.method} gave ${show(read.result)} and no promise`;
      if (read.kind === 'rejected' || read.chunk instanceof Uint8Array) return undefined;
      return `${read.method} gave ${show(read.chunk)}`;
    },
  },
  {
    id: 'input-chunk-too-long',
    culprit: 'server',
    text: '`read(size)` and `readLine(limit)` give at most that many bytes.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: (read) => {
      const length = lengthOf(read);
      return typeof read.amount === 'number' && length > read.amount
        ? `${read.method}(${read.amount}) gave ${length} bytes`
        : undefined;
    },
  },
  {
    id: 'input-line-invalid',
    culprit: 'server',
    text: '`readLine` gives the bytes up to and with the next LF; without one only at the limit or the end.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: (read) => {
      if (read.kind !== 'given' || read.method !== 'readLine' || !(read.chunk instanceof Uint8Array)) return undefined;
      const feed = read.chunk.indexOf(LF);
      return feed === -1 || feed === read.chunk.length - 1 ? undefined : 'readLine gave more than a line';
    },
  },
  {
    id: 'input-goes-on',
    culprit: 'server',
    text: '`read` gives fewer bytes than it was asked for only at the end of the body, and `readLine` a line without LF below its limit; from then on there are no more bytes.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: (read) =>
      read.kind === 'given' && read.endedBefore && lengthOf(read) > 0
        ? `${read.method} gave ${lengthOf(read)} bytes after the end`
        : undefined,
  },
  {
    id: 'input-length-mismatch',
    culprit: 'server',
    text: 'Where there is a `CONTENT_LENGTH`, the input gives exactly that many bytes. Middleware that changes the input changes or removes `CONTENT_LENGTH`.',
    source: 'RFC 9112 §6.2; PEP 3333 "Input and Error Streams"',
    check: (read) => {
      if (read.kind !== 'given' || read.contentLength === undefined) return undefined;
      const { bytes, contentLength, ended } = read;
      // No bytes at all: a layer further out has parsed the body, and shares what it parsed.
      const isShort = ended && bytes > 0 && bytes < contentLength;
      return isShort || bytes > contentLength
        ? `The input gave ${bytes} bytes, CONTENT_LENGTH is ${contentLength}`
        : undefined;
    },
  },
  {
    id: 'input-error-invalid',
    culprit: 'server',
    text: 'A body that is truncated, malformed, too slow or over a limit makes the read reject; it never just ends. The error has a `code`, a string that names the fault, and a `status` from 400 to 499 that answers it; its `origin`, the text `tsgi.input`, tells it from other errors that have both.',
    source: 'RFC 9112 §8; RFC 9110 §15.5',
    check: (read) => {
      if (read.kind !== 'rejected') return undefined;
      const { error } = read;
      const found = typeof error === 'object' && error !== null;
      const code = found && 'code' in error ? error.code : undefined;
      const status = found && 'status' in error ? error.status : undefined;
      if (isInputError(error)) return undefined;
      const origin = found && 'origin' in error ? error.origin : undefined;
      return `${read.method} rejected with code ${show(code)}, status ${show(status)} and origin ${show(origin)}`;
    },
  },
];

export const inputTexts: readonly Rule<InputTextId>[] = [
  {
    id: 'input-encoded',
    culprit: 'server',
    text: 'Transfer codings are decoded by the server: the input gives content, no chunk sizes. Trailer fields go to `exchange.trailers`.',
    source: 'RFC 9112 §7.1; PEP 3333 "Other HTTP Features"',
    check: 'conformance',
  },
  {
    id: 'input-fault-hidden',
    culprit: 'server',
    text: 'When the client leaves before its body is whole, a pending read rejects, and so does every later one.',
    source: 'RFC 9112 §8',
    check: 'conformance',
  },
  {
    id: 'input-unbounded',
    culprit: 'server',
    text: 'A server holds a bounded part of a body that nobody reads: it stops reading from the connection until the application reads from the input.',
    check: 'conformance',
  },
  {
    id: 'input-continue',
    culprit: 'server',
    text: 'To an HTTP/1.1 client that expects `100-continue`, a server sends `100 Continue` at the first read, and never after the final head.',
    source: 'RFC 9110 §10.1.1; PEP 3333 "HTTP 1.1 Expect/Continue"',
    check: 'conformance',
  },
  {
    id: 'input-rest',
    culprit: 'server',
    text: 'What an application leaves unread is never taken for the next request: the server reads a bounded rest and drops it, or closes the connection.',
    source: 'RFC 9112 §9.3',
    check: 'conformance',
  },
  {
    id: 'input-parsed-twice',
    culprit: 'application',
    text: 'Who parses the body keeps what it parsed on the `tsgi.input` object, so that all layers share one reader (CSRF protection, method override, the view).',
    check: 'review',
  },
];

const LF = 0x0a;

function lengthOf(read: Read): number {
  return read.kind === 'given' && read.chunk instanceof Uint8Array ? read.chunk.length : 0;
}
