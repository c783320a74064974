import { canonicalPath, fileOf, isArrayBody, isFileBody, type ResponseBody, routesOf } from '@tsgi/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LintError, lint } from '../src/index.ts';
import { drive, environFor, fileWith, type Outcome } from './drive.ts';
import { answers, bytes, generator, hello, plain } from './partner.ts';

/** Lint that fails the test on any fault. */
const strict = lint({
  onFault: (error) => {
    throw error;
  },
});

const nothing = (): never => {
  throw new Error('startResponse is not expected here');
};

type Shape = 'array' | 'sync' | 'async' | 'file';

/** A body of each shape, which counts its closes. */
function bodyOf(shape: Shape, chunks: readonly Uint8Array[]): ResponseBody & { closes: number } {
  const closing = {
    closes: 0,
    close() {
      this.closes += 1;
    },
  };
  if (shape === 'array') return Object.assign([...chunks], closing);
  if (shape === 'sync') return Object.assign(closing, { [Symbol.iterator]: () => chunks[Symbol.iterator]() });
  const iterable = {
    async *[Symbol.asyncIterator]() {
      yield* chunks;
    },
  };
  return Object.assign(closing, iterable, shape === 'file' ? { [fileOf]: {} } : {});
}

const shapes: readonly Shape[] = ['array', 'sync', 'async', 'file'];

describe('a linted response', () => {
  it('has the same bytes, is of the same kind and is closed once, whatever its shape', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...shapes),
        chunks,
        fc.integer({ min: 1, max: 3 }),
        async (shape, given, layers) => {
          const body = bodyOf(shape, given);
          let app = answers('200 OK', plain, () => body);
          for (let layer = 0; layer < layers; layer++) app = strict(app);
          const outcome = await drive(app);
          expect(outcome.error).toBeUndefined();
          expect(outcome.body).toBe(Buffer.concat(given).toString('latin1'));
          expect(outcome.headers).toEqual(plain);
          expect(kindOf(outcome)).toBe(shape);
          expect(body.closes).toBe(1);
        },
      ),
    );
  });

  it.each(shapes)('is closed once when it is %s and never iterated', async (shape) => {
    const body = bodyOf(shape, [bytes('one')]);
    await drive(strict(answers('200 OK', plain, () => body)), { send: async () => undefined });
    expect(body.closes).toBe(1);
  });

  it.each(shapes)('is closed once when it is %s and the server gives up halfway', async (shape) => {
    const body = bodyOf(shape, [bytes('one'), bytes('two')]);
    await drive(strict(answers('200 OK', plain, () => body)), {
      send: async (given) => {
        for await (const chunk of given) if (chunk.length > 0) break;
      },
    });
    expect(body.closes).toBe(1);
  });

  it('runs the finally of a generator that is given up', async () => {
    let isCleanedUp = false;
    const app = strict(
      answers('200 OK', plain, function* () {
        try {
          yield bytes('one');
          yield bytes('two');
        } finally {
          isCleanedUp = true;
        }
      }),
    );
    await drive(app, {
      send: async (body) => {
        for await (const chunk of body) if (chunk.length > 0) break;
      },
    });
    expect(isCleanedUp).toBe(true);
  });

  it('fails with the error of the application or its body', async () => {
    const error = new Error('failed');
    const fails = (): never => {
      throw error;
    };
    const failsLater = answers('200 OK', plain, async function* () {
      yield bytes('one');
      throw error;
    });
    expect((await drive(strict(fails))).error).toBe(error);
    expect((await drive(strict(async () => fails()))).error).toBe(error);
    expect((await drive(strict(failsLater))).error).toBe(error);
  });

  it('is not held to its length when it answers HEAD, has status 304, or the client has left', async () => {
    const long = answers('200 OK', [['Content-Length', '100']], generator);
    const unchanged = answers('304 Not Modified', [['Content-Length', '100']]);
    const head = await drive(strict(long), {}, environFor({ REQUEST_METHOD: 'HEAD' }));
    const notModified = await drive(strict(unchanged));
    const left = await drive(strict(long), {
      environ: (environ, exchange) => {
        exchange.abort();
        return environ;
      },
    });
    expect([head.error, notModified.error, left.error]).toEqual([undefined, undefined, undefined]);
  });

  it('may end early when it was given up while a chunk was pending', async () => {
    const faults: string[] = [];
    let end = (): void => undefined;
    const app = lint({ onFault: ({ code }) => faults.push(code) })(
      answers('200 OK', [['Content-Length', '100']], async function* () {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
      }),
    );
    let late: unknown;
    await drive(app, {
      send: async (body) => {
        const iterator = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
        const pending = iterator.next();
        void iterator.return?.();
        await body.close?.();
        end();
        late = await pending;
      },
      close: async () => undefined,
    });
    expect(late).toEqual({ done: true, value: undefined });
    expect(faults).toEqual([]);
  });

  it('may be a file longer than its length', async () => {
    const outcome = await drive(
      strict((environ, startResponse) => {
        startResponse('206 Partial Content', [['Content-Length', '2']]);
        return environ['tsgi.file_wrapper'](fileWith('hello'));
      }),
    );
    expect(outcome.error).toBeUndefined();
  });
});

describe('a linted request', () => {
  it('keeps the identity of input and exchange, on which layers meet', async () => {
    const environ = environFor();
    const input = environ['tsgi.input'];
    const exchange = environ['tsgi.exchange'];
    const app = strict((given, startResponse) => {
      expect(given).toBe(environ);
      expect(given['tsgi.input']).toBe(input);
      expect(given['tsgi.exchange']).toBe(exchange);
      return hello(given, startResponse);
    });
    expect((await drive(app, {}, environ)).error).toBeUndefined();
  });

  it('reads in every way that an input can be read, through several layers', async () => {
    const app = strict(
      strict(async (environ, startResponse) => {
        const input = environ['tsgi.input'];
        const read = [await input.read(2), await input.readLine(), await input.readLine(1)];
        for await (const chunk of input) read.push(chunk);
        read.push(await input.read(), await input.readLine());
        startResponse('200 OK', plain);
        return read;
      }),
    );
    const outcome = await drive(app, {}, environFor({ CONTENT_LENGTH: '12' }, 'one\ntwo\nfour'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.body).toBe('one\ntwo\nfour');
  });

  it('may have a body that a layer further out has read', async () => {
    const app = strict(async (environ, startResponse) => {
      expect(await environ['tsgi.input'].read()).toHaveLength(0);
      return hello(environ, startResponse);
    });
    const environ = environFor({ CONTENT_LENGTH: '3' }, 'one');
    await environ['tsgi.input'].read();
    expect((await drive(app, {}, environ)).error).toBeUndefined();
  });

  it('may have any path that is canonical', async () => {
    const paths = fc.string({ unit: 'binary-ascii' }).map((path) => canonicalPath(`/${path}`));
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        fc.pre(path !== undefined);
        const outcome = await drive(strict(hello), {}, environFor({ PATH_INFO: path }));
        expect(outcome.error).toBeUndefined();
      }),
    );
  });
});

it('stays synchronous where the application is', () => {
  const body = strict(hello)(environFor(), () => async () => undefined);
  expect(body).not.toBeInstanceOf(Promise);
});

it('forwards the routes of the application', () => {
  const routes = () => [{ methods: ['GET'], pattern: '/' }];
  const app = Object.assign(hello.bind(undefined), { [routesOf]: routes });
  expect(Reflect.get(strict(app), routesOf)).toBe(routes);
});

it('calls the application in mode warn also when there is no exchange to watch', () => {
  const faults: LintError[] = [];
  const app = lint({ mode: 'warn', onFault: (error) => faults.push(error) })(() => []);
  const environ = Object.assign(environFor(), { 'tsgi.exchange': undefined });
  expect(app(environ, nothing)).toEqual([]);
  expect(faults.map(({ code }) => code)).toEqual(['environ-key-missing', 'exchange-invalid']);
});

function kindOf({ returned }: Outcome): Shape | undefined {
  if (returned === undefined || returned instanceof Promise) return undefined;
  if (isArrayBody(returned)) return 'array';
  if (isFileBody(returned)) return 'file';
  return Symbol.iterator in returned ? 'sync' : 'async';
}
