import { describe, expect, it } from 'vitest';
import { testEnviron } from '../test/environ.ts';
import type { Application, StartResponse } from './application.ts';
import { beginResponse } from './begin-response.ts';
import { discardBody, isPromiseLike } from './body.ts';
import type { HeaderList } from './header-list.ts';
import { appendHeader } from './header-list.ts';
import { type CommitHook, onCommit } from './on-commit.ts';
import type { ResponseBody } from './response-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs an application behind a hook, and notes what its server would be told. */
function run(
  app: Application,
  hook: CommitHook,
): { started: [string, HeaderList][]; result: ReturnType<Application>; log: readonly string[] } {
  const started: [string, HeaderList][] = [];
  const { environ, log } = testEnviron();
  const startResponse: StartResponse = (status, headers) => {
    started.push([status, headers]);
    return () => Promise.resolve();
  };
  return { started, result: onCommit(app, environ, startResponse, hook), log };
}

const closing = (log: string[], ...chunks: string[]): Application => {
  return (_, startResponse) => {
    startResponse('200 OK', [['A', 'b']]);
    return Object.assign(chunks.map(bytes), { close: () => void log.push('close') });
  };
};

describe('onCommit', () => {
  it('stays synchronous when application and hook are', () => {
    const { started, result } = run(closing([], 'a'), (response) => ({
      ...response,
      headers: appendHeader(response.headers, 'C', 'd'),
    }));
    expect(isPromiseLike(result)).toBe(false);
    expect(started).toEqual([
      [
        '200 OK',
        [
          ['A', 'b'],
          ['C', 'd'],
        ],
      ],
    ]);
  });

  it('starts nothing before an asynchronous hook is done', async () => {
    let finish: (() => void) | undefined;
    const { started, result } = run(closing([], 'a'), async (response) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return response;
    });
    await new Promise(setImmediate);
    expect(started).toEqual([]);
    finish?.();
    await result;
    expect(started).toHaveLength(1);
  });

  it.each<[string, CommitHook]>([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('turns the answer into the error of a hook that %s, and closes the body', async (_, hook) => {
    const log: string[] = [];
    const attempt = async (): Promise<ResponseBody> => run(closing(log, 'a'), hook).result;
    await expect(attempt()).rejects.toThrow('mine');
    expect(log).toEqual(['close']);
  });

  it.each<[string, CommitHook]>([
    ['a synchronous', (response) => response],
    ['an asynchronous', async (response) => response],
  ])('closes the body when what %s hook made of the head is refused', async (_, hook) => {
    const log: string[] = [];
    const { environ } = testEnviron();
    const refusing: StartResponse = () => {
      throw new Error('refused');
    };
    const attempt = async (): Promise<ResponseBody> => onCommit(closing(log, 'a'), environ, refusing, hook);
    await expect(attempt()).rejects.toThrow('refused');
    expect(log).toEqual(['close']);
  });

  it('lets a hook answer with something else', () => {
    const log: string[] = [];
    const { environ } = testEnviron();
    const other: Application = (_, startResponse) => {
      startResponse('404 Not Found', []);
      return [bytes('other')];
    };
    const { started, result } = run(closing(log, 'a'), (response) => {
      discardBody(response.body, environ['tsgi.errors']);
      return beginResponse(other, environ);
    });
    expect(log).toEqual(['close']);
    expect(started).toEqual([['404 Not Found', []]]);
    expect(result).toEqual([bytes('other')]);
  });

  it('closes once a body that the hook discarded before it threw', () => {
    const log: string[] = [];
    const { environ } = testEnviron();
    expect(() =>
      run(closing(log, 'a'), (response) => {
        discardBody(response.body, environ['tsgi.errors']);
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(log).toEqual(['close']);
  });

  it('does not run the hook when the application throws', () => {
    let ran = false;
    expect(() =>
      run(
        () => {
          throw new Error('mine');
        },
        (response) => {
          ran = true;
          return response;
        },
      ),
    ).toThrow('mine');
    expect(ran).toBe(false);
  });

  it('runs the hook when the client has left before the first chunk', async () => {
    const { environ } = testEnviron();
    let saved = 0;
    const result = onCommit(
      (_, startResponse) => {
        startResponse('200 OK', []);
        return { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
      },
      environ,
      () => () => Promise.resolve(),
      (response) => {
        saved++;
        return response;
      },
    );
    environ['tsgi.exchange'].abort();
    await result;
    expect(saved).toBe(1);
  });

  it('logs an error in the close of a discarded body', () => {
    const { environ, log } = testEnviron();
    discardBody(
      Object.assign([], {
        close: () => {
          throw new Error('broken');
        },
      }),
      environ['tsgi.errors'],
    );
    expect(log.join('')).toContain('broken');
  });
});
