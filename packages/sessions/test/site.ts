/** The site of most tests: each path is a step that gets the visitor's session. */
import { type HttpRequest, text, view } from '@tsgi/http';
import type { Application, Environ } from '@tsgi/protocol';
import {
  type Session,
  type SessionEnviron,
  type SessionStore,
  type SessionsOptions,
  session,
  sessions,
} from '../src/index.ts';
import { memoryStore } from '../src/memory.ts';

export interface Data {
  n: number;
  [key: string]: unknown;
}
export type AppEnviron = Environ & SessionEnviron<Data>;
export type Step = (session: Session<Data>, request: HttpRequest<AppEnviron>) => unknown;

export const secret = 'a secret of thirty-two bytes or more';

/** What a step gives is the page's text. Any other path leaves the session alone. */
export function site(steps: Readonly<Record<string, Step>>, options: Partial<SessionsOptions> = {}): Application {
  return around(
    view<AppEnviron>(async (request) => {
      const step = steps[request.path];
      return text(String(step === undefined ? 'untouched' : await step(await session(request), request)));
    }),
    options,
  );
}

/** An application of any shape, in sessions. */
export function around(app: Application<AppEnviron>, options: Partial<SessionsOptions> = {}): Application {
  return sessions<Data>({ store: memoryStore(), secret, ...options })(app);
}

/** The steps that most tests need. */
export const steps: Readonly<Record<string, Step>> = {
  '/set': (s) => s.set('n', 1),
  '/get': (s) => s.get('n'),
  '/up': (s) => s.update('n', (n = 0) => n + 1),
  '/login': (s) => s.regenerate(),
  '/logout': (s) => s.destroy(),
  '/id': (s) => s.id,
};

/** A gate that a test opens. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** A store with the steps it has taken. */
export function counting(store: SessionStore): {
  readonly store: SessionStore;
  readonly calls: readonly (keyof SessionStore)[];
} {
  const calls: (keyof SessionStore)[] = [];
  const count = <Given extends unknown[], Result>(name: keyof SessionStore, call: (...given: Given) => Result) => {
    return (...given: Given): Result => {
      calls.push(name);
      return call(...given);
    };
  };
  return {
    store: {
      guarantees: store.guarantees,
      load: count('load', (id) => store.load(id)),
      create: count('create', (id, session) => store.create(id, session)),
      change: count('change', (id, change) => store.change(id, change)),
      destroy: count('destroy', (id) => store.destroy(id)),
    },
    calls,
  };
}
