import { readFile } from 'node:fs/promises';
import type { Application, Middleware } from '@tsgi/protocol';
import { describe, expect, it } from 'vitest';
import { LintError, type LintOptions, lint } from '../src/index.ts';
import { drive, environFor } from './drive.ts';
import { answers, bytes, generator, hello, plain, wrong } from './partner.ts';

/** Two lint layers around a middleware, each with its own list of faults. */
function between(middleware: Middleware, app: Application): { stack: Application; outer: string[]; inner: string[] } {
  const outer: string[] = [];
  const inner: string[] = [];
  const into = (list: string[]): LintOptions => ({
    mode: 'warn',
    onFault: ({ code, culprit }) => list.push(`${code} ${culprit}`),
  });
  return { stack: lint(into(outer))(middleware(lint(into(inner))(app))), outer, inner };
}

describe('a middleware between two layers', () => {
  it('is a server to the inner one', async () => {
    const forgetsToClose: Middleware = (app) => (environ, startResponse) => {
      void app(environ, () => async () => undefined);
      startResponse('200 OK', plain);
      return [];
    };
    const { stack, outer, inner } = between(forgetsToClose, hello);
    await drive(stack);
    expect({ outer, inner }).toEqual({ outer: [], inner: ['body-not-closed server'] });
  });

  it('is an application to the outer one', async () => {
    const breaksHeaders: Middleware = (app) => (environ, startResponse) =>
      app(environ, (status, headers) => startResponse(status, [...headers, ['X-A', 'a\nb']]));
    const { stack, outer, inner } = between(breaksHeaders, hello);
    await drive(stack);
    expect({ outer, inner }).toEqual({ outer: ['header-value-invalid application'], inner: [] });
  });

  it('is not blamed for what it passes on', async () => {
    const passesOn: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
    const { stack, outer, inner } = between(passesOn, answers('204 No Content', [], generator));
    await drive(stack);
    const expected = ['body-forbidden application', 'body-forbidden application'];
    expect({ outer, inner }).toEqual({ outer: expected, inner: expected });
  });
});

describe('mode throw', () => {
  it('throws the fault to the application that calls, with rule, culprit and text', async () => {
    let caught: unknown;
    const app = lint()((_environ, startResponse) => {
      try {
        startResponse('200', []);
      } catch (error) {
        caught = error;
        throw error;
      }
      return [];
    });
    const { error } = await drive(app);
    expect(error).toBe(caught);
    expect(error).toBeInstanceOf(LintError);
    expect(error).toMatchObject({ name: 'LintError', code: 'status-invalid', culprit: 'application' });
    expect(String(error)).toContain('The rule: The status is three digits');
  });

  it('writes what is found too late to the log, and lets the request end', async () => {
    const faults: string[] = [];
    const app = lint({ onFault: ({ code }) => faults.push(code) })(hello);
    const { error, body, log } = await drive(app, { close: async () => undefined });
    expect({ error, body, faults }).toEqual({ error: undefined, body: 'hello', faults: ['body-not-closed'] });
    expect(log).toContain('body-not-closed');
  });

  it('closes a body that it does not pass on', async () => {
    let closes = 0;
    const body = Object.assign([wrong('text')], {
      close: () => {
        closes += 1;
      },
    });
    const { error } = await drive(lint()(answers('200 OK', plain, () => body)));
    expect(error).toMatchObject({ code: 'chunk-invalid' });
    expect(closes).toBe(1);
  });

  it.each(['sync', 'async'])('ends the generator whose %s chunk it refuses', async (kind) => {
    let isCleanedUp = false;
    const sync = function* () {
      try {
        yield wrong('text');
      } finally {
        isCleanedUp = true;
      }
    };
    const async = async function* () {
      yield* sync();
    };
    const { error } = await drive(lint()(answers('200 OK', plain, kind === 'sync' ? sync : async)));
    expect(error).toMatchObject({ code: 'chunk-invalid' });
    expect(isCleanedUp).toBe(true);
  });

  it('passes a second close on to nobody', async () => {
    let closes = 0;
    const body = Object.assign([bytes('hello')], {
      close: () => {
        closes += 1;
      },
    });
    await drive(lint()(answers('200 OK', plain, () => body)), {
      close: async (given) => {
        await given.close?.();
        await given.close?.();
      },
    });
    expect(closes).toBe(1);
  });

  it('stops a body that uses its buffer again at the chunk after', async () => {
    const buffer = new Uint8Array(3);
    const { body, error } = await drive(
      lint()(
        answers('200 OK', plain, function* () {
          for (const letter of 'abc') yield buffer.fill(letter.charCodeAt(0));
        }),
      ),
    );
    expect(body).toBe('aaa');
    expect(error).toMatchObject({ code: 'chunk-changed', culprit: 'application' });
  });

  it('does not let more bytes pass than Content-Length says', async () => {
    const { body, error } = await drive(lint()(answers('200 OK', [['Content-Length', '4']], generator)));
    expect(body).toBe('one');
    expect(error).toMatchObject({ code: 'content-length-mismatch' });
  });
});

it('the README shows a fault as it is', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const app: Application = (_environ, startResponse) => {
    startResponse('200 OK', []);
    startResponse('200 OK', []);
    return [];
  };
  const { error } = await drive(lint()(app));
  expect(readme).toContain(String(error));
});

describe('mode warn', () => {
  it('writes each rule once in the life of the middleware, and calls onFault each time', async () => {
    const faults: string[] = [];
    const check = lint({ mode: 'warn', onFault: ({ code }) => faults.push(code) });
    const app = check(answers('200 OK', [['X-A', 'a\u0001']]));
    const first = await drive(app);
    const second = await drive(app);
    expect(first.log).toContain('header-value-invalid');
    expect(second.log).toBe('');
    expect(faults).toEqual(['header-value-invalid', 'header-value-invalid']);
  });

  it('passes everything on as it is', async () => {
    const app: Application = (_environ, startResponse) => {
      startResponse('200', [['X-A', 'a\u0001']]);
      return [bytes('hello')];
    };
    const linted = await drive(lint({ mode: 'warn' })(app));
    const bare = await drive(app);
    expect({ ...linted, log: '', returned: undefined }).toEqual({ ...bare, log: '', returned: undefined });
  });
});

it('watches an exchange and an input that cannot be changed no further', async () => {
  const environ = environFor();
  Object.freeze(environ['tsgi.exchange']);
  Object.freeze(environ['tsgi.input']);
  expect((await drive(lint()(hello), {}, environ)).error).toBeUndefined();
});
