import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileBody, fileOf, isArrayBody, isFileBody, isSyncBody } from './body.ts';
import type { ResponseBody } from './response-body.ts';
import { type BodyWrapping, wrapBody } from './wrap-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const upper = (chunk: Uint8Array): Uint8Array => bytes(new TextDecoder().decode(chunk).toUpperCase());

/** A body of each shape over the same chunks, with a record of what happened to it. */
function shapes(chunks: readonly string[], log: string[]): Record<string, ResponseBody> {
  const close = (): void => void log.push('close');
  return {
    array: Object.assign(chunks.map(bytes), { close }),
    generator: Object.assign(
      (function* () {
        try {
          for (const chunk of chunks) yield bytes(chunk);
        } finally {
          log.push('finally');
        }
      })(),
      { close },
    ),
    'async generator': Object.assign(
      (async function* () {
        try {
          for (const chunk of chunks) yield bytes(chunk);
        } finally {
          log.push('finally');
        }
      })(),
      { close },
    ),
    'file body': fileBody(chunks, close),
  };
}

function fileBody(chunks: readonly string[], close: () => void): FileBody {
  return {
    [fileOf]: chunks,
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) yield bytes(chunk);
    },
    close,
  };
}

const SHAPES = Object.keys(shapes([], []));

async function read(body: ResponseBody, limit = Number.POSITIVE_INFINITY): Promise<string> {
  let text = '';
  let count = 0;
  for await (const chunk of body) {
    text += new TextDecoder().decode(chunk);
    if (++count >= limit) break;
  }
  return text;
}

describe.each(SHAPES)('wrapBody of %s', (shape) => {
  const make = (log: string[], chunks = ['a', 'b', 'c']): ResponseBody => {
    const body = shapes(chunks, log)[shape];
    if (body === undefined) throw new Error(shape);
    return body;
  };

  const WRAPPINGS: Record<string, [BodyWrapping, string]> = {
    nothing: [{}, 'abc'],
    'a transform': [{ transform: upper }, 'ABC'],
    'a pipe': [
      {
        async *pipe(chunks) {
          for await (const chunk of chunks) yield upper(chunk);
          yield bytes('!');
        },
      },
      'ABC!',
    ],
    around: [{ around: (pull) => pull() }, 'abc'],
  };

  it.each(Object.entries(WRAPPINGS))('gives the chunks and closes once, with %s', async (_, [wrapping, text]) => {
    const log: string[] = [];
    const body = wrapBody(make(log), { ...wrapping, close: () => void log.push('own close') });
    expect(await read(body)).toBe(text);
    await body.close?.();
    await body.close?.();
    expect(log.filter((line) => line === 'close')).toHaveLength(1);
    expect(log.slice(-2)).toEqual(['close', 'own close']);
  });

  it.each(Object.entries(WRAPPINGS))('closes once what was never iterated, with %s', async (_, [wrapping]) => {
    const log: string[] = [];
    const body = wrapBody(make(log), { ...wrapping, close: () => void log.push('own close') });
    await body.close?.();
    await body.close?.();
    expect(log).toEqual(['close', 'own close']);
  });

  it.each(Object.entries(WRAPPINGS))(
    'ends and closes once what was iterated halfway, with %s',
    async (_, [wrapping]) => {
      const log: string[] = [];
      const body = wrapBody(make(log), { ...wrapping, close: () => void log.push('own close') });
      await read(body, 1);
      await body.close?.();
      expect(log).toEqual(shape.includes('generator') ? ['finally', 'close', 'own close'] : ['close', 'own close']);
    },
  );

  it('ends the iteration also when only close() is called halfway', async () => {
    const log: string[] = [];
    const body = wrapBody(make(log), { transform: upper });
    const iterator = isSyncBody(body) ? body[Symbol.iterator]() : body[Symbol.asyncIterator]();
    await iterator.next();
    await body.close?.();
    expect(log.at(0)).toBe(shape.includes('generator') ? 'finally' : 'close');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('runs its own close also when that of the body throws, and throws that error', async () => {
    const log: string[] = [];
    const failing = new Error('close failed');
    const inner = Object.assign(make([]), {
      close: () => {
        log.push('close');
        throw failing;
      },
    });
    const body = wrapBody(inner, { close: () => void log.push('own close') });
    await expect((async () => body.close?.())()).rejects.toBe(failing);
    expect(log).toEqual(['close', 'own close']);
  });

  it('runs its own close also when that of the body rejects', async () => {
    const log: string[] = [];
    const inner = Object.assign(make([]), { close: () => Promise.reject(new Error('later')) });
    const body = wrapBody(inner, { close: async () => void log.push('own close') });
    await expect((async () => body.close?.())()).rejects.toThrow('later');
    expect(log).toEqual(['own close']);
  });

  it('keeps its kind where nothing changes the bytes', () => {
    const body = wrapBody(make([]), { close: () => undefined, around: (pull) => pull() });
    expect(isFileBody(body)).toBe(shape === 'file body');
    expect(isArrayBody(body)).toBe(shape === 'array');
    expect(isSyncBody(body)).toBe(shape === 'array' || shape === 'generator');
  });

  it('is no file body any more once its bytes change', () => {
    expect(isFileBody(wrapBody(make([]), { transform: upper }))).toBe(false);
    expect(isArrayBody(wrapBody(make([]), { transform: upper }))).toBe(false);
  });

  it('passes on an error of the transform, and still closes', async () => {
    const log: string[] = [];
    const body = wrapBody(make(log), {
      transform: () => {
        throw new Error('no');
      },
    });
    await expect(read(body)).rejects.toThrow('no');
    await body.close?.();
    expect(log.at(-1)).toBe('close');
    expect(log.filter((line) => line === 'close')).toHaveLength(1);
  });
});

describe('wrapBody', () => {
  it('runs each pull and the close of a body in its context', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const inner = Object.assign(
      (async function* () {
        for (let i = 0; i < 2; i++) {
          seen.push(storage.getStore());
          await Promise.resolve();
          yield bytes('x');
        }
      })(),
      { close: () => void seen.push(storage.getStore()) },
    );
    const body = wrapBody(inner, { around: (pull) => storage.run('request', pull) });
    await read(body);
    await body.close?.();
    expect(seen).toEqual(['request', 'request', 'request']);
    expect(storage.getStore()).toBeUndefined();
  });

  it('does not wait for return() behind a pending next(), and still closes', async () => {
    let closed = 0;
    const hanging = Object.assign(
      (async function* (): AsyncGenerator<Uint8Array> {
        await new Promise(() => undefined);
        yield bytes('never');
      })(),
      { close: () => void closed++ },
    );
    const body = wrapBody(hanging, { transform: upper });
    if (isSyncBody(body)) throw new Error('expected an asynchronous body');
    void body[Symbol.asyncIterator]().next();
    await body.close?.();
    expect(closed).toBe(1);
  });

  it('never calls the pipe of a body that is not iterated', async () => {
    let piped = false;
    const body = wrapBody([bytes('a')], {
      pipe: (chunks) => {
        piped = true;
        return chunks;
      },
    });
    await body.close?.();
    expect(piped).toBe(false);
  });

  it('ends the source when the pipe ends early', async () => {
    const log: string[] = [];
    const source = shapes(['a', 'b', 'c'], log)['async generator'] as ResponseBody;
    const body = wrapBody(source, {
      async *pipe(chunks) {
        for await (const chunk of chunks) {
          yield chunk;
          return;
        }
      },
    });
    expect(await read(body)).toBe('a');
    await body.close?.();
    expect(log).toEqual(['finally', 'close']);
  });

  it('gives what went in, through any number of wrappings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme-ascii' })),
        fc.constantFrom(...SHAPES),
        fc.nat(3),
        async (chunks, shape, depth) => {
          const log: string[] = [];
          let body = shapes(chunks, log)[shape] as ResponseBody;
          for (let i = 0; i < depth; i++)
            body = wrapBody(body, i % 2 === 0 ? { transform: (c) => c } : { close: () => undefined });
          expect(await read(body)).toBe(chunks.join(''));
          await body.close?.();
          expect(log.filter((line) => line === 'close')).toHaveLength(1);
        },
      ),
    );
  });
});
