import { describe, expect, it } from 'vitest';
import { testEnviron } from '../test/environ.ts';
import type { Application, StartResponse, Write } from './application.ts';
import { beginResponse } from './begin-response.ts';
import type { BegunResponse } from './begun-response.ts';
import { fileOf, isArrayBody, isFileBody, isPromiseLike, isSyncBody } from './body.ts';
import type { ResponseBody } from './response-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const { environ } = testEnviron();

function begun(app: Application): BegunResponse {
  const response = beginResponse(app, environ);
  if (isPromiseLike(response)) throw new Error('expected a response at once');
  return response;
}

async function read(body: ResponseBody): Promise<string> {
  let text = '';
  for await (const chunk of body) text += new TextDecoder().decode(chunk);
  return text;
}

describe('beginResponse, of a synchronous application,', () => {
  it('gives the response at once, its array as it is', () => {
    const chunks = [bytes('a')];
    const response = begun((_, startResponse) => {
      startResponse('200 OK', [['A', 'b']]);
      return chunks;
    });
    expect(response).toEqual({ status: '200 OK', headers: [['A', 'b']], body: chunks });
    expect(response.body).toBe(chunks);
  });

  it('pulls a generator until it has started, and loses no chunk', async () => {
    const response = begun(function* (_, startResponse) {
      yield new Uint8Array();
      startResponse('200 OK', []);
      yield new Uint8Array();
      yield bytes('a');
      yield bytes('b');
    } as Application);
    expect(response.status).toBe('200 OK');
    expect(isSyncBody(response.body)).toBe(true);
    expect(await read(response.body)).toBe('ab');
  });

  it('takes the end of an empty body for the commit', async () => {
    const response = begun(function* (_, startResponse) {
      startResponse('204 No Content', []);
    } as Application);
    expect(response.status).toBe('204 No Content');
    expect(await read(response.body)).toBe('');
  });

  it('gives the last head of several, when each later one has a failure', () => {
    const response = begun((_, startResponse) => {
      startResponse('200 OK', []);
      startResponse('500 Internal Server Error', [], { error: new Error('x') });
      return [];
    });
    expect(response.status).toBe('500 Internal Server Error');
  });

  it('keeps a file body that file body', () => {
    const file = { [fileOf]: {}, async *[Symbol.asyncIterator]() {}, close: () => undefined };
    const response = begun((_, startResponse) => {
      startResponse('200 OK', []);
      return file;
    });
    expect(isFileBody(response.body) && response.body[fileOf]).toBe(file[fileOf]);
  });

  it('throws what the application throws', () => {
    expect(() =>
      beginResponse(() => {
        throw new Error('mine');
      }, environ),
    ).toThrow('mine');
  });

  it('throws what the body throws before the commit, and closes it', () => {
    let closed = 0;
    const body = {
      *[Symbol.iterator](): Generator<Uint8Array> {
        throw new Error('mine');
      },
      close: () => void closed++,
    };
    expect(() => beginResponse(() => body, environ)).toThrow('mine');
    expect(closed).toBe(1);
  });

  it.each<[string, unknown]>([
    ['a string', 'text'],
    ['one Uint8Array', bytes('text')],
    ['null', null],
    ['undefined', undefined],
    ['a number', 1],
    ['an object', {}],
  ])('refuses %s as a body', (_, body) => {
    const app: Application = (__, startResponse) => {
      startResponse('200 OK', []);
      return body as ResponseBody;
    };
    expect(() => beginResponse(app, environ)).toThrow(expect.objectContaining({ code: 'body-invalid' }));
  });

  it.each<[string, () => ResponseBody]>([
    ['an array', () => [bytes('a')]],
    ['an empty array', () => []],
    [
      'a generator',
      function* () {
        yield bytes('a');
      },
    ],
  ])('refuses %s without a head', (_, app) => {
    let closed = 0;
    const closing: Application = () => Object.assign(app(), { close: () => void closed++ });
    expect(() => beginResponse(closing, environ)).toThrow(expect.objectContaining({ code: 'start-response-missing' }));
    expect(closed).toBe(1);
  });

  it('closes an array once however often it is asked to', async () => {
    let closed = 0;
    const { body } = begun((_, startResponse) => {
      startResponse('200 OK', []);
      return Object.assign([bytes('a')], { close: () => void closed++ });
    });
    expect(isArrayBody(body)).toBe(true);
    await body.close?.();
    await body.close?.();
    expect(closed).toBe(1);
  });
});

describe('beginResponse, of an asynchronous application,', () => {
  it('waits for the promise and for the first chunk', async () => {
    const headless: Application = async () =>
      (async function* () {
        yield bytes('late');
      })();
    await expect(beginResponse(headless, environ)).rejects.toMatchObject({ code: 'start-response-missing' });

    const { status, body } = await beginResponse(async (_, startResponse) => {
      return (async function* () {
        await Promise.resolve();
        startResponse('200 OK', []);
        yield new Uint8Array();
        yield bytes('a');
        yield bytes('b');
      })();
    }, environ);
    expect(status).toBe('200 OK');
    expect(await read(body)).toBe('ab');
  });

  it.each<[string, Application]>([
    ['a rejection', async () => Promise.reject(new Error('mine'))],
    [
      'a body that throws first',
      () =>
        (async function* () {
          throw new Error('mine');
        })(),
    ],
  ])('rejects on %s', async (_, app) => {
    await expect(beginResponse(app, environ)).rejects.toThrow('mine');
  });

  it('rejects when what it returned is no body', async () => {
    const app: Application = async () => 'text' as unknown as ResponseBody;
    await expect(beginResponse(app, environ)).rejects.toMatchObject({ code: 'body-invalid' });
  });

  it('gives up a body that has not begun when the client leaves, and closes it', async () => {
    const { environ: own } = testEnviron();
    let closed = 0;
    const started = beginResponse((_, startResponse) => {
      startResponse('200 OK', [['A', 'b']]);
      return hanging(() => void closed++);
    }, own);
    const headless = beginResponse(() => hanging(() => void closed++), own);
    own['tsgi.exchange'].abort(new Error('left'));
    expect(await started).toEqual({ status: '200 OK', headers: [['A', 'b']], body: [] });
    await expect(headless).rejects.toThrow('left');
    expect(closed).toBe(2);
  });
});

function hanging(close: () => void): ResponseBody {
  const next = (): Promise<never> => new Promise(() => undefined);
  return { [Symbol.asyncIterator]: () => ({ next }), close };
}

describe('startResponse, as beginResponse gives it,', () => {
  const inside = (use: (startResponse: StartResponse) => void): Application => {
    return (_, startResponse) => {
      use(startResponse);
      return [];
    };
  };

  it('refuses a second call without a failure, also when the first one failed', () => {
    const twice = inside((startResponse) => {
      startResponse('200 OK', []);
      startResponse('200 OK', []);
    });
    const afterInvalid = inside((startResponse) => {
      expect(() => startResponse('200', [])).toThrow(expect.objectContaining({ code: 'status-invalid' }));
      startResponse('200 OK', []);
    });
    for (const app of [twice, afterInvalid]) {
      expect(() => beginResponse(app, environ)).toThrow(expect.objectContaining({ code: 'start-response-twice' }));
    }
  });

  it('keeps nothing of a head that it refused', () => {
    const app = inside((startResponse) => {
      startResponse('200 OK', []);
      try {
        startResponse('500 Oops', [['A', '\n']], { error: 1 });
      } catch {}
    });
    expect(() => beginResponse(app, environ)).toThrow(expect.objectContaining({ code: 'start-response-missing' }));
  });

  it('rethrows the failure after the commit, undefined too', () => {
    let late: StartResponse | undefined;
    begun(
      inside((startResponse) => {
        startResponse('200 OK', []);
        late = startResponse;
      }),
    );
    const thrown = { by: 'me' };
    expect(() => late?.('500 Oops', [], { error: thrown })).toThrow(thrown);
    let caught = false;
    try {
      late?.('500 Oops', [], { error: undefined });
    } catch (error) {
      caught = error === undefined;
    }
    expect(caught).toBe(true);
  });
});

describe('beginResponse, with an alternative,', () => {
  const busy: BegunResponse = { status: '503 Service Unavailable', headers: [], body: [] };
  /** An alternative that the test brings about. */
  function alternative(): {
    take: (answer: (response: BegunResponse) => void) => () => void;
    answer: (r: BegunResponse) => void;
    log: string[];
  } {
    const log: string[] = [];
    let give: ((response: BegunResponse) => void) | undefined;
    return {
      log,
      answer: (response) => give?.(response),
      take: (answer) => {
        log.push('asked');
        give = answer;
        return () => void log.push('cancelled');
      },
    };
  }

  it('does not ask it of an application that answers at once', () => {
    const other = alternative();
    const app: Application = (_, startResponse) => {
      startResponse('200 OK', []);
      return [];
    };
    expect(beginResponse(app, environ, other.take)).toMatchObject({ status: '200 OK' });
    expect(other.log).toEqual([]);
  });

  it('takes it when it comes first, refuses the late head and logs the late error', async () => {
    const { environ: own, log } = testEnviron();
    const other = alternative();
    let late: unknown;
    const app: Application = async (_, startResponse) => {
      await Promise.resolve();
      try {
        startResponse('200 OK', []);
      } catch (error) {
        late = error;
        throw error;
      }
      return [];
    };
    const response = beginResponse(app, own, other.take);
    other.answer(busy);
    expect(await response).toBe(busy);
    await new Promise(setImmediate);
    expect(late).toMatchObject({ code: 'start-response-settled' });
    expect(log.join('')).toContain('ContractError');
    expect(other.log).toEqual(['asked']);
  });

  it('closes the late body', async () => {
    const other = alternative();
    let closed = 0;
    const app: Application = async (_, startResponse) => {
      startResponse('200 OK', []);
      await Promise.resolve();
      return Object.assign([bytes('late')], { close: () => void closed++ });
    };
    const response = beginResponse(app, environ, other.take);
    other.answer(busy);
    expect(await response).toBe(busy);
    await new Promise(setImmediate);
    expect(closed).toBe(1);
  });

  it.each<[string, Application]>([
    [
      'answers',
      async (_, startResponse) => {
        startResponse('200 OK', []);
        return [];
      },
    ],
    ['fails', async () => Promise.reject(new Error('mine'))],
  ])('cancels it when the application %s first, and closes what it gives then', async (_, app) => {
    const other = alternative();
    const response = beginResponse(app, environ, other.take);
    await Promise.allSettled([response]);
    expect(other.log).toEqual(['asked', 'cancelled']);
    let closed = 0;
    other.answer({ ...busy, body: Object.assign([], { close: () => void closed++ }) });
    expect(closed).toBe(1);
  });
});

describe('write, as beginResponse gives it,', () => {
  it('commits, and gives what was written before what was returned', async () => {
    const order: string[] = [];
    const response = await beginResponse(async (_, startResponse) => {
      const write = startResponse('200 OK', []);
      await write(new Uint8Array());
      order.push('empty');
      await write(bytes('a'));
      order.push('first');
      await write(bytes('b'));
      return [bytes('c')];
    }, environ);
    expect(order).toEqual(['empty']);
    expect(await read(response.body)).toBe('abc');
    expect(order).toEqual(['empty', 'first']);
  });

  it('keeps the order of writes that are not awaited, of a synchronous application too', async () => {
    const response = begun((_, startResponse) => {
      const write = startResponse('200 OK', []);
      void write(bytes('a'));
      void write(bytes('b'));
      return [bytes('c')];
    });
    expect(await read(response.body)).toBe('abc');
  });

  it('makes what the application throws afterwards an error of the body', async () => {
    const response = await beginResponse(async (_, startResponse) => {
      await startResponse('200 OK', [])(bytes('a'));
      throw new Error('mine');
    }, environ);
    await expect(read(response.body)).rejects.toThrow('mine');
  });

  it('lets a writer go on when nobody takes the chunks, and closes what it returns then', async () => {
    let closed = 0;
    let done = false;
    const { body } = await beginResponse(async (_, startResponse) => {
      const write = startResponse('200 OK', []);
      await write(bytes('a'));
      await write(bytes('b'));
      done = true;
      return Object.assign([], { close: () => void closed++ });
    }, environ);
    await body.close?.();
    await new Promise(setImmediate);
    expect(done).toBe(true);
    expect(closed).toBe(1);
  });

  it('refuses text, and a write after the body was returned', async () => {
    let write: Write | undefined;
    begun((_, startResponse) => {
      write = startResponse('200 OK', []);
      return [];
    });
    await expect(write?.('text' as unknown as Uint8Array)).rejects.toMatchObject({ code: 'chunk-invalid' });
    await expect(write?.(bytes('late'))).rejects.toMatchObject({ code: 'write-late' });

    let other: Write | undefined;
    const response = begun((_, startResponse) => {
      other = startResponse('200 OK', []);
      void other(bytes('a'));
      return [];
    });
    await expect(other?.(bytes('late'))).rejects.toMatchObject({ code: 'write-late' });
    expect(await read(response.body)).toBe('a');
  });

  it('commits with the first write, so that a later head rethrows its failure', () => {
    const failing: Application = (_, startResponse) => {
      void startResponse('200 OK', [])(bytes('a'));
      startResponse('500 Internal Server Error', [], { error: new Error('mine') });
      return [];
    };
    expect(() => beginResponse(failing, environ)).toThrow('mine');
  });

  it('refuses to write once a later head was refused', async () => {
    const response = beginResponse(async (_, startResponse) => {
      const write = startResponse('200 OK', []);
      expect(() => startResponse('500', [], { error: 1 })).toThrow(expect.objectContaining({ code: 'status-invalid' }));
      await write(bytes('a'));
      return [];
    }, environ);
    await expect(response).rejects.toMatchObject({ code: 'start-response-missing' });
  });

  it('reports what returned too late to be sent', async () => {
    const { environ: own, log } = testEnviron();
    const { body } = await beginResponse(async (_, startResponse) => {
      await startResponse('200 OK', [])(bytes('a'));
      throw new Error('too late');
    }, own);
    await body.close?.();
    await new Promise(setImmediate);
    expect(log.join('')).toContain('too late');
  });
});
