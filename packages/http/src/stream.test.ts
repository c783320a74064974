import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { call, environOf } from '../test/environ.ts';
import { stream } from './stream.ts';

describe('stream', () => {
  it('sends strings and bytes as they come', async () => {
    async function* source(): AsyncGenerator<string | Uint8Array> {
      yield 'é';
      yield new Uint8Array([1, 2]);
    }
    const answer = await call(stream(source()).application);
    expect(answer.bytes).toEqual(Buffer.from([0xc3, 0xa9, 1, 2]));
    expect(answer.headers).toEqual([['Content-Type', 'application/octet-stream']]);
  });

  it('takes anything that iterates, and a content type', async () => {
    const headers = { 'Content-Type': 'text/csv' };
    expect((await call(stream(['a', 'b'], { headers, status: 201 }).application)).text).toBe('ab');
    expect((await call(stream(Readable.from(['a', 'b']), { headers }).application)).headers).toEqual([
      ['Content-Type', 'text/csv'],
    ]);
    expect((await call(stream(ReadableStream.from(['a', 'b'])).application)).text).toBe('ab');
  });

  it('asks for the next chunk when the last was taken', async () => {
    let asked = 0;
    const source = (async function* () {
      for (;;) yield String(++asked);
    })();
    const body = await stream(source).send(environOf(), () => () => Promise.resolve());
    if (!(Symbol.asyncIterator in body)) throw new Error('not asynchronous');
    const iterator = body[Symbol.asyncIterator]();
    expect(asked).toBe(0);
    await iterator.next();
    await iterator.next();
    expect(asked).toBe(2);
  });

  // honojs/hono#1770: work went on after the client had left.
  it('ends a generator that is left early', async () => {
    let ended = false;
    async function* source(): AsyncGenerator<string> {
      try {
        yield 'a';
        yield 'b';
      } finally {
        ended = true;
      }
    }
    const body = await stream(source()).send(environOf(), () => () => Promise.resolve());
    for await (const _ of body) break;
    await body.close?.();
    expect(ended).toBe(true);
  });

  it.each(['read', 'left early', 'never read'])('destroys a Node stream that was %s', async (how) => {
    const source = Readable.from(['a', 'b']);
    const body = await stream(source).send(environOf(), () => () => Promise.resolve());
    if (how !== 'never read') for await (const _ of body) if (how === 'left early') break;
    await body.close?.();
    expect(source.destroyed).toBe(true);
  });

  it.each(['left early', 'never read'])('cancels a web stream that was %s', async (how) => {
    let resolve = (): void => undefined;
    const cancelling = new Promise<void>((done) => {
      resolve = done;
    });
    const source = new ReadableStream<string>({
      pull: (controller) => controller.enqueue('a'),
      cancel: () => resolve(),
    });
    const body = await stream(source).send(environOf(), () => () => Promise.resolve());
    if (how === 'left early') for await (const _ of body) break;
    await body.close?.();
    await cancelling;
  });
});
