/**
 * What a middleware owes every application that it has no quarrel with, as a suite that any test runner runs: it passes
 * on what the application answers, whatever shape that has, and keeps the contract on both sides.
 */
import { deepEqual, equal } from 'node:assert/strict';
import { type LintError, lint } from '@tsgi/lint';
import { type Application, isPromiseLike, type ResponseBody } from '@tsgi/protocol';
import { call } from '../call.ts';
import type { TestFunction } from '../conformance/index.ts';
import { createClient } from '../create-client.ts';
import { createEnviron } from '../create-environ.ts';
import { type Specimen, specimens } from './specimens.ts';

/** Puts the middleware around an application, with options by which it lets everything pass. */
export type WrapApplication = (app: Application) => Application;

/** How the suite is run. */
export interface TransparencyOptions {
  /**
   * Whether the middleware has to wait for something at each request (a counter in Redis), so that no answer of it is
   * synchronous.
   * @default false
   */
  readonly waits?: boolean;
}

/**
 * Registers the tests: applications of every shape (arrays, generators, `write`, files, HEAD, errors, upgrades), asked
 * by clients that stay and by some that leave. None may come out otherwise than it went in, but for headers.
 */
export function middlewareTransparency(
  test: TestFunction,
  wrap: WrapApplication,
  { waits = false }: TransparencyOptions = {},
): void {
  for (const specimen of specimens) {
    test(`passes on ${specimen.name}`, async () => {
      deepEqual(await outcomeOf(wrap, specimen), { result: specimen.expected, closes: 1, faults: [] });
    });
    test(`closes ${specimen.name} once for a client that leaves`, async () => {
      const { closes, faults } = await outcomeOf(wrap, specimen, true);
      deepEqual([closes, faults], [1, []]);
    });
    if (specimen.isSync && !waits) test(`does not wait for ${specimen.name}`, () => notWaiting(wrap, specimen));
  }
  for (const [name, app] of failures) {
    test(`has an application that ${name} answered with a 500`, async () => {
      const faults: LintError[] = [];
      const strict = lint({ onFault: (fault) => faults.push(fault) });
      const response = await createClient(wrap(strict(app)), { throwErrors: false }).get('/');
      deepEqual([response.status, faults], [500, []]);
    });
  }
  for (const status of ['101 Switching Protocols', '403 Forbidden']) {
    test(`passes on an upgrade that is answered ${status}`, async () => {
      const environ = createEnviron({ headers: { Connection: 'Upgrade', Upgrade: 'echo' } });
      equal((await call(wrap(lint()(upgrading(status))), environ)).status, status);
    });
  }
}

/** What a request through a middleware came to. */
interface Outcome {
  readonly result: unknown;
  readonly closes: number;
  readonly faults: readonly string[];
}

async function outcomeOf(wrap: WrapApplication, specimen: Specimen, leave = false): Promise<Outcome> {
  const faults: LintError[] = [];
  let closes = 0;
  const inner = lint({ onFault: (fault) => faults.push(fault) })(
    specimen.app(() => {
      closes += 1;
    }),
  );
  const client = createClient(wrap(inner), { throwErrors: false });
  const body = specimen.method === 'POST' ? { body: 'what was sent' } : {};
  let result: unknown;
  try {
    const response = await client.request(specimen.method, '/', body);
    if (leave) {
      await response.close();
      // An application that waits for its write returns its body after that.
      for (let turn = 0; turn < 20 && closes === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
    } else result = { status: response.status, body: await response.text() };
  } catch {
    result = 'broken';
  }
  return { result, closes, faults: faults.map(({ code }) => code) };
}

async function notWaiting(wrap: WrapApplication, specimen: Specimen): Promise<void> {
  const environ = createEnviron({ method: specimen.method });
  const app = wrap(specimen.app(() => undefined));
  const returned = app(environ, () => () => Promise.resolve());
  equal(isPromiseLike(returned), false, 'The application answers at once, and the middleware with a promise');
  await returned;
}

const failures: readonly (readonly [name: string, app: Application])[] = [
  ['throws', () => explode()],
  ['rejects', () => Promise.reject(new Error('broken'))],
  ['throws after it has started', startedThen(explode)],
  [
    'fails at its first chunk',
    startedThen(() => ({
      *[Symbol.iterator]() {
        yield explode();
      },
    })),
  ],
];

function explode(): never {
  throw new Error('broken');
}

function startedThen(go: () => ResponseBody): Application {
  return (_environ, startResponse) => {
    startResponse('200 OK', [['Content-Type', 'text/plain']]);
    return go();
  };
}

function upgrading(status: string): Application {
  return (environ, startResponse) => {
    environ['tsgi.exchange'].upgrade?.(() => undefined);
    startResponse(status, []);
    return [];
  };
}
