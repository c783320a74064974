/** An application and a server that keep a rule or break it, and what such partners are made of. */
import type { Application, Environ, HeaderList, Middleware, ResponseBody, StartResponse } from '@tsgi/protocol';
import type { RuleId } from '../src/specification.ts';
import type { Habits } from './drive.ts';

/** An application and a server, with whatever stands between lint and the server. */
export interface Partner {
  readonly app?: Application;
  readonly habits?: Habits;
  readonly environ?: () => Environ;
  /** A middleware between two layers of lint; the inner one does the finding. */
  readonly between?: Middleware;
  /** Whether the server uses the environ a second time. */
  readonly again?: boolean;
}

interface Pair {
  readonly right?: Partner;
  readonly mutants: readonly Partner[];
}

export type Pairs = Partial<Record<RuleId, Pair>>;

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A value of a type that is not allowed here. */
export const wrong = (value: unknown): never => value as never;

/** Calls a function with arguments that it does not take. */
export const callWith = (called: unknown, ...args: readonly unknown[]): never =>
  wrong(Reflect.apply(called as () => unknown, undefined, args));

export const plain: HeaderList = [['Content-Type', 'text/plain']];

export const hello: Application = (_environ, startResponse) => {
  startResponse('200 OK', plain);
  return [bytes('hello')];
};

/** An application that starts with this head. */
export const answers =
  (status: string, headers: HeaderList = [], body: () => ResponseBody = () => []): Application =>
  (_environ, startResponse) => {
    startResponse(status, headers);
    return body();
  };

/** A server that sets keys, and with `undefined` removes them. */
export const sets = (changes: Readonly<Record<string, unknown>>): Partner => ({
  habits: {
    environ: (environ) =>
      Object.fromEntries(
        Object.entries<unknown>({ ...environ, ...changes }).filter(([, value]) => value !== undefined),
      ),
  },
});

export const generator = (): ResponseBody & Iterable<Uint8Array> =>
  (function* () {
    yield bytes('one');
    yield bytes('two');
  })();

export const streams: Application = answers('200 OK', plain, generator);

export const sends = (send: (iterable: Iterable<Uint8Array>) => void, app: Application = streams): Partner => ({
  app,
  habits: { send: async (body) => send(body as Iterable<Uint8Array>) },
});

export const starts = (act: (startResponse: StartResponse) => unknown): Partner => ({
  app: (_environ, startResponse) => {
    act(startResponse);
    return [];
  },
});

export const startsWith = (startResponse: (right: StartResponse) => StartResponse): Partner => ({
  habits: { startResponse },
});
