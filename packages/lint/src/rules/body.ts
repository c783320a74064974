/** The body: what it is, what it gives, and how it is pulled. */
import { assertBody, ContractError } from '@tsgi/protocol';
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';

export type ReturnedRuleId = 'body-invalid';
export type PassageRuleId =
  | 'start-response-missing'
  | 'chunk-invalid'
  | 'chunk-after-end'
  | 'body-forbidden'
  | 'content-length-mismatch';
export type PullRuleId = 'body-iterated-twice' | 'body-pulled-concurrently' | 'body-pulled-late';
export type KeptChunkRuleId = 'chunk-changed' | 'chunk-changed-outside';
export type BodyTextId =
  | 'body-hurried'
  | 'body-hogs'
  | 'body-length-broken'
  | 'body-truncated-silently'
  | 'body-sent-for-head';

/** One thing that an application gives on its way to the server: a chunk, or the end of the body. */
export type Passage = {
  /** Whether a head was given, and accepted. */
  readonly started: boolean;
  /** The bytes given before. */
  readonly before: number;
  /** What `Content-Length` promises; `undefined` where there is none, and where none is kept (HEAD, 304). */
  readonly promised: number | undefined;
} & (
  | { readonly kind: 'end' }
  | {
      readonly kind: 'chunk';
      readonly chunk: unknown;
      /** Whether the end was given before. */
      readonly ended: boolean;
      /** The status, when it is one that has no content. */
      readonly bodiless: number | undefined;
    }
);

/** One step that a server takes over a body. */
export interface Pull {
  readonly kind: 'iterate' | 'next';
  /** How many iterations were begun before. */
  readonly iterations: number;
  /** Whether an earlier `next()` is pending. */
  readonly pending: boolean;
  readonly closed: boolean;
}

/** Whether the chunks given are still what they were. */
export interface KeptChunks {
  /** Whether a chunk has changed that the application gave. */
  readonly givenChanged: boolean;
  /** Whether one has changed that was handed on. */
  readonly handedChanged: boolean;
}

/** Checked when the application returns; the subject is what it returned. */
export const returnedRules: readonly Rule<ReturnedRuleId, { readonly body: unknown }>[] = [
  {
    id: 'body-invalid',
    culprit: 'application',
    text: 'An application returns an iterable or async iterable of chunks, or a promise of one: an array such as `[bytes]`, a generator, a stream of bytes. A string, one `Uint8Array`, `null` and a stream in text mode are none. Its `close`, where it has one, is a function.',
    source: 'PEP 3333 "The Application/Framework Side"',
    check: ({ body }) => {
      try {
        assertBody(body);
      } catch (error) {
        return error instanceof ContractError ? error.message : show(error);
      }
      if ('readableEncoding' in body && typeof body.readableEncoding === 'string') {
        return `The body is a stream in text mode (${body.readableEncoding})`;
      }
      const close: unknown = Reflect.get(body, 'close');
      return close === undefined || typeof close === 'function' ? undefined : `The body's close is ${show(close)}`;
    },
  },
];

/** Checked at each chunk, written ones included, and at the end. */
export const passageRules: readonly Rule<PassageRuleId, Passage>[] = [
  {
    id: 'chunk-invalid',
    culprit: 'application',
    text: 'A chunk is a `Uint8Array` (a `Buffer` is one), never text. Empty chunks are allowed.',
    source: 'PEP 3333 "Specification Details"',
    check: (passage) =>
      passage.kind === 'end' || passage.chunk instanceof Uint8Array ? undefined : `A chunk is ${show(passage.chunk)}`,
  },
  {
    id: 'chunk-after-end',
    culprit: 'application',
    text: 'A body that has ended or failed gives no more chunks.',
    check: (passage) => (passage.kind === 'chunk' && passage.ended ? 'The body gave a chunk after its end' : undefined),
  },
  {
    id: 'start-response-missing',
    culprit: 'application',
    text: 'An application calls `startResponse` before it gives its first chunk that is not empty (in the first step of the iteration is early enough), and before its body ends.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: (passage) => {
      if (passage.started || (passage.kind === 'chunk' && lengthOf(passage.chunk) === 0)) return undefined;
      const moment = passage.kind === 'chunk' ? 'gave a chunk' : 'ended its body';
      return `The application ${moment} without a valid call of startResponse`;
    },
  },
  {
    id: 'body-forbidden',
    culprit: 'application',
    text: 'A response with status 101, 204, 205 or 304 has an empty body.',
    source: 'RFC 9110 §6.4.1, §15.3.6; RFC 9112 §6.3',
    check: (passage) =>
      passage.kind === 'chunk' && passage.bodiless !== undefined && lengthOf(passage.chunk) > 0
        ? `A response with status ${passage.bodiless} has a body`
        : undefined,
  },
  {
    id: 'content-length-mismatch',
    culprit: 'application',
    text: 'Where the application gives a `Content-Length`, its chunks have exactly that many bytes when the body ends normally. Answers to HEAD and with status 304, whose length is that of the answer to GET, are exempt.',
    source: 'RFC 9110 §8.6; PEP 3333 "Handling the Content-Length Header"',
    check: (passage) => {
      const { promised, before } = passage;
      const bytes = before + (passage.kind === 'chunk' ? lengthOf(passage.chunk) : 0);
      if (promised === undefined || (passage.kind === 'end' ? bytes === promised : bytes <= promised)) return undefined;
      return `The body has ${passage.kind === 'end' ? '' : 'at least '}${bytes} bytes, Content-Length is ${promised}`;
    },
  },
];

export const pullRules: readonly Rule<PullRuleId, Pull>[] = [
  {
    id: 'body-iterated-twice',
    culprit: 'server',
    text: 'A body is iterated once. Only an array may be looked at any number of times.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ kind, iterations }) =>
      kind === 'iterate' && iterations > 0 ? 'The body was iterated a second time' : undefined,
  },
  {
    id: 'body-pulled-concurrently',
    culprit: 'server',
    text: 'A server takes one chunk at a time: it calls `next()` when the promise of the call before has settled.',
    source: 'PEP 3333 "Buffering and Streaming"',
    check: ({ pending }) => (pending ? 'next() was called while another one was pending' : undefined),
  },
  {
    id: 'body-pulled-late',
    culprit: 'server',
    text: 'A body is not pulled when it was closed.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ closed }) => (closed ? 'The body was pulled after it had been closed' : undefined),
  },
];

export const keptChunkRules: readonly Rule<KeptChunkRuleId, KeptChunks>[] = [
  {
    id: 'chunk-changed',
    culprit: 'application',
    text: 'A chunk is never changed once it was given: its bytes may still be on their way. Each chunk has a buffer of its own, or one that stays as it is.',
    check: ({ givenChanged }) => (givenChanged ? 'A chunk was changed after it had been given' : undefined),
  },
  {
    id: 'chunk-changed-outside',
    culprit: 'server',
    text: "Who takes a chunk does not change it either: it may be a constant of the application's.",
    check: ({ handedChanged }) => (handedChanged ? 'A chunk was changed by whoever took it' : undefined),
  },
];

export const bodyTexts: readonly Rule<BodyTextId>[] = [
  {
    id: 'body-hurried',
    culprit: 'server',
    text: 'A server sends each chunk, or hands it to the operating system, before it pulls the next one, and pulls only when the connection takes more bytes (back-pressure). It delays no chunk to wait for another.',
    source: 'PEP 3333 "Buffering and Streaming"',
    check: 'conformance',
  },
  {
    id: 'body-hogs',
    culprit: 'server',
    text: 'While it pulls a long synchronous body, a server yields to the event loop now and then.',
    check: 'conformance',
  },
  {
    id: 'body-length-broken',
    culprit: 'server',
    text: 'A server never sends more bytes than `Content-Length` says. Where the body has fewer it closes the connection.',
    source: 'RFC 9112 §6.3, §8; PEP 3333 "Handling the Content-Length Header"',
    check: 'conformance',
  },
  {
    id: 'body-truncated-silently',
    culprit: 'server',
    text: 'When a body fails after the commit, the client can tell: a server closes the connection without the last chunk, and resets it where the end of the connection would end the body.',
    source: 'RFC 9112 §8',
    check: 'conformance',
  },
  {
    id: 'body-sent-for-head',
    culprit: 'server',
    text: 'A server sends no body for HEAD, 101, 204, 205 and 304. For HEAD it pulls only until the response has started, then closes the body; headers are those of GET, and it never invents a length.',
    source: 'RFC 9110 §9.3.2; RFC 9112 §6.3',
    check: 'conformance',
  },
];

function lengthOf(chunk: unknown): number {
  return chunk instanceof Uint8Array ? chunk.length : 0;
}
