/** Partners for the rules about the body. */
import { Readable } from 'node:stream';
import type { Application, ResponseBody } from '@tsgi/protocol';
import { fileWith } from '../drive.ts';
import { answers, bytes, generator, hello, type Pairs, plain, sends, starts, streams, wrong } from '../partner.ts';

const gives = (...chunks: readonly unknown[]): Application =>
  answers('200 OK', plain, function* () {
    for (const chunk of chunks) yield wrong(chunk);
  });

const asynchronous = (): ResponseBody =>
  (async function* () {
    yield bytes('one');
    await Promise.resolve();
    yield bytes('two');
  })();

const reusesBuffer: Application = (_environ, startResponse) => {
  startResponse('200 OK', plain);
  const buffer = new Uint8Array(3);
  return (function* () {
    for (const letter of [1, 2, 3]) yield buffer.fill(letter);
  })();
};

export const bodyPairs: Pairs = {
  'body-invalid': {
    right: { app: answers('200 OK', plain, () => Readable.from([bytes('hello')])) },
    mutants: [
      { app: answers('200 OK', plain, () => wrong('hello')) },
      { app: answers('200 OK', plain, () => wrong(bytes('hello'))) },
      { app: answers('200 OK', plain, () => wrong(null)) },
      { app: answers('200 OK', plain, () => wrong(undefined)) },
      { app: answers('200 OK', plain, () => Readable.from([bytes('hello')], { encoding: 'utf8' })) },
      { app: answers('200 OK', plain, () => Object.assign([bytes('hello')], { close: wrong(true) })) },
    ],
  },
  'chunk-invalid': {
    right: { app: gives(bytes('hello'), new Uint8Array(0)) },
    mutants: [
      { app: gives('hello') },
      { app: gives([104, 105]) },
      { app: answers('200 OK', plain, () => [wrong('hello')]) },
      starts((startResponse) => startResponse('200 OK', plain)(wrong('hello'))),
    ],
  },
  'chunk-after-end': {
    mutants: [
      {
        app: answers('200 OK', plain, () => {
          const steps: IteratorResult<Uint8Array, undefined>[] = [
            { done: true, value: undefined },
            { done: false, value: bytes('more') },
          ];
          return { [Symbol.iterator]: () => ({ next: () => steps.shift() ?? { done: true, value: undefined } }) };
        }),
        habits: {
          send: async (body) => {
            const iterator = (body as Iterable<Uint8Array>)[Symbol.iterator]();
            iterator.next();
            iterator.next();
          },
        },
      },
    ],
  },
  'start-response-missing': {
    right: {
      app: (environ, startResponse) =>
        (function* () {
          yield new Uint8Array(0);
          yield* hello(environ, startResponse) as Iterable<Uint8Array>;
        })(),
    },
    mutants: [
      { app: () => [bytes('hello')] },
      { app: () => [] },
      { app: () => generator() },
      { app: () => asynchronous() },
      { app: (environ) => environ['tsgi.file_wrapper'](fileWith('hello')) },
    ],
  },
  'body-forbidden': {
    right: { app: answers('304 Not Modified', [['Content-Length', '5']], () => [new Uint8Array(0)]) },
    mutants: ['204 No Content', '205 Reset Content', '304 Not Modified'].map((status) => ({
      app: answers(status, [], generator),
    })),
  },
  'content-length-mismatch': {
    right: { app: answers('200 OK', [['Content-Length', '6']], asynchronous) },
    mutants: ['5', '7'].flatMap((length) => [
      { app: answers('200 OK', [['content-length', length]], asynchronous) },
      { app: answers('200 OK', [['content-length', length]], generator) },
      { app: answers('200 OK', [['content-length', length]], () => [bytes('one'), bytes('two')]) },
    ]),
  },
  'body-iterated-twice': {
    right: sends((body) => [...body], hello),
    mutants: [sends((body) => [...body, ...body])],
  },
  'body-pulled-concurrently': {
    right: { app: answers('200 OK', plain, asynchronous) },
    mutants: [
      {
        app: answers('200 OK', plain, asynchronous),
        habits: {
          send: async (body) => {
            const iterator = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
            await Promise.all([iterator.next(), iterator.next()]);
          },
        },
      },
    ],
  },
  'body-pulled-late': {
    mutants: [
      {
        app: streams,
        habits: {
          send: async (body) => {
            const iterator = (body as Iterable<Uint8Array>)[Symbol.iterator]();
            await body.close?.();
            iterator.next();
          },
          close: async () => undefined,
        },
      },
    ],
  },
  'chunk-changed': {
    right: { app: gives(bytes('one'), bytes('two')) },
    mutants: [
      { app: reusesBuffer },
      {
        app: (_environ, startResponse) => {
          const chunk = bytes('hello');
          startResponse('200 OK', plain);
          queueMicrotask(() => void chunk.fill(0));
          return [chunk];
        },
      },
    ],
  },
  'chunk-changed-outside': {
    mutants: [sends((body) => [...body].map((chunk) => chunk.fill(0)), streams)],
  },
};
