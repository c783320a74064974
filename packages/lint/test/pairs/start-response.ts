/** Partners for the rules about `startResponse` and `write`. */
import type { Application } from '@tsgi/protocol';
import type { Habits } from '../drive.ts';
import { bytes, callWith, hello, type Pairs, plain, starts, startsWith, wrong } from '../partner.ts';

const writes: Application = async (_environ, startResponse) => {
  await startResponse('200 OK', plain)(bytes('written, '));
  return [bytes('returned')];
};

const answersLate: Application = async (environ, startResponse) => {
  await new Promise<void>((resolve) => environ['tsgi.exchange'].onFinish(() => resolve()));
  startResponse('200 OK', plain);
  return [];
};

/** A server that does not wait for the application. */
const timesOut: Habits['call'] = (app, environ, startResponse) => {
  Promise.resolve(app(environ, startResponse)).catch(() => undefined);
  return [];
};

const failsAfterFirstChunk: Application = (_environ, startResponse) => {
  startResponse('200 OK', plain);
  return (function* () {
    yield bytes('one');
    startResponse('500 Internal Server Error', [], { error: undefined });
    yield bytes('two');
  })();
};

export const startPairs: Pairs = {
  'start-response-arguments': {
    mutants: [
      starts((startResponse) => callWith(startResponse, '200 OK')),
      starts((startResponse) => callWith(startResponse, '200 OK', [], undefined, 1)),
    ],
  },
  'start-response-twice': {
    right: starts((startResponse) => {
      startResponse('200 OK', plain);
      startResponse('500 Internal Server Error', plain, { error: new Error('failed') });
    }),
    mutants: [
      starts((startResponse) => {
        startResponse('200 OK', plain);
        startResponse('404 Not Found', plain);
      }),
    ],
  },
  'start-response-late': {
    mutants: [
      {
        app: (environ, startResponse) => {
          environ['tsgi.exchange'].onFinish(() => void startResponse('200 OK', [], { error: 1 }));
          return hello(environ, startResponse);
        },
      },
    ],
  },
  'start-response-failure-invalid': {
    mutants: [starts((startResponse) => startResponse('500 Failed', plain, wrong(new Date())))],
  },
  'start-response-result': {
    mutants: [
      startsWith(
        (right) =>
          (...args) =>
            wrong(void right(...args)),
      ),
    ],
  },
  'start-response-settled': {
    right: {
      app: answersLate,
      habits: {
        call: timesOut,
        startResponse: () => () => {
          throw new Error('settled');
        },
      },
    },
    mutants: [{ app: answersLate, habits: { call: timesOut } }],
  },
  'failure-not-rethrown': {
    right: { app: failsAfterFirstChunk },
    mutants: [{ app: failsAfterFirstChunk, ...startsWith((right) => (status, headers) => right(status, headers)) }],
  },
  'write-late': {
    right: { app: writes },
    mutants: [
      {
        app: (_environ, startResponse) => {
          const write = startResponse('200 OK', plain);
          return (function* () {
            yield bytes('one');
            void write(bytes('two'));
          })();
        },
      },
    ],
  },
  'write-result': { right: { app: writes }, mutants: [{ app: writes, habits: { write: () => () => wrong(true) } }] },
};
