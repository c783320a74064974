import { type Application, appendHeader, type Middleware, onCommit, wrapBody } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { lint } from '../src/index.ts';
import { drive, environFor, fileWith, type Habits } from './drive.ts';
import { answers, bytes, generator, hello, plain } from './partner.ts';

/** Middleware as the protocol's helpers make it. */
const helpers: Readonly<Record<string, Middleware>> = {
  'a hook that adds a header': (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, ({ status, headers, body }) => ({
      status,
      headers: appendHeader(headers, 'X-Hook', '1'),
      body,
    })),
  'a hook that waits': (app) => (environ, startResponse) =>
    onCommit(app, environ, startResponse, async (response) => {
      await Promise.resolve();
      return response;
    }),
  'a wrapped body': (app) => async (environ, startResponse) =>
    wrapBody(await app(environ, startResponse), { close: () => undefined }),
  'a transformed body': (app) => async (environ, startResponse) =>
    wrapBody(await app(environ, startResponse), { transform: (chunk) => chunk.slice() }),
  'a piped body': (app) => async (environ, startResponse) =>
    wrapBody(await app(environ, startResponse), {
      async *pipe(chunks) {
        for await (const chunk of chunks) yield chunk.slice();
      },
    }),
};

const applications: Readonly<Record<string, Application>> = {
  'an array': hello,
  'a promise': async (environ, startResponse) => hello(environ, startResponse),
  'a generator': answers('200 OK', plain, generator),
  'a generator that starts late': (_environ, startResponse) =>
    (function* () {
      yield new Uint8Array(0);
      startResponse('200 OK', plain);
      yield bytes('late');
    })(),
  'an async generator that starts late': (_environ, startResponse) =>
    (async function* () {
      await Promise.resolve();
      startResponse('200 OK', plain);
      yield bytes('late');
    })(),
  'a file': (environ, startResponse) => {
    startResponse('200 OK', plain);
    return environ['tsgi.file_wrapper'](fileWith('hello'));
  },
  'one that writes': (_environ, startResponse) => {
    void startResponse('200 OK', plain)(bytes('written'));
    return [bytes('returned')];
  },
  'one that writes and waits': async (_environ, startResponse) => {
    await startResponse('200 OK', plain)(bytes('written'));
    return generator();
  },
  'a failure before the commit': (_environ, startResponse) => {
    startResponse('200 OK', plain);
    startResponse('500 Internal Server Error', plain, { error: new Error('failed') });
    return [bytes('sorry')];
  },
  'a failure after the commit': (_environ, startResponse) => {
    startResponse('200 OK', plain);
    return (async function* () {
      yield bytes('one');
      startResponse('500 Internal Server Error', plain, { error: new Error('failed') });
    })();
  },
  'an empty answer': answers('204 No Content'),
  'one that throws': () => {
    throw new Error('failed');
  },
};

const endings: Readonly<Record<string, Habits>> = {
  'is read to the end': {},
  'is never read': { send: async () => undefined },
  'is given up halfway': {
    send: async (body) => {
      for await (const chunk of body) if (chunk.length > 0) break;
    },
  },
};

const cases = Object.keys(helpers).flatMap((helper) =>
  Object.keys(applications).flatMap((application) =>
    Object.keys(endings).map((ending) => ({ helper, application, ending })),
  ),
);

describe('middleware made with the helpers of the protocol', () => {
  it.each(cases)('keeps the rules on both sides: $helper around $application that $ending', async (given) => {
    const codes: string[] = [];
    const check = lint({ onFault: ({ code, culprit }) => codes.push(`${code} ${culprit}`) });
    const middleware = helpers[given.helper] as Middleware;
    const app = check(middleware(check(middleware(check(applications[given.application] as Application)))));
    await drive(app, endings[given.ending], environFor());
    expect(codes).toEqual([]);
  });
});
