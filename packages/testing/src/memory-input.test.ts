import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnviron, type TestEnviron } from './create-environ.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (chunk: Uint8Array): string => new TextDecoder().decode(chunk);
const inputOf = (...chunks: string[]): TestEnviron['tsgi.input'] =>
  createEnviron({ method: 'POST', body: chunks.map(bytes) })['tsgi.input'];

describe('the input of an environ', () => {
  it('gives up to so many bytes, across chunks, and fewer only at the end', async () => {
    const input = inputOf('ab', '', 'cdef', 'g');
    expect(text(await input.read(3))).toBe('abc');
    expect(text(await input.read(0))).toBe('');
    expect(text(await input.read(10))).toBe('defg');
  });

  it('gives the rest when no size is asked for, then empty chunks', async () => {
    const input = inputOf('ab', 'cd');
    await input.read(1);
    expect(text(await input.read())).toBe('bcd');
    expect((await input.read()).length).toBe(0);
    expect((await input.readLine()).length).toBe(0);
  });

  it('gives lines with their LF, as far as a limit goes, and a last one without', async () => {
    const input = inputOf('one\ntw', 'o\nthr', 'ee');
    expect(text(await input.readLine())).toBe('one\n');
    expect(text(await input.readLine(2))).toBe('tw');
    expect(text(await input.readLine(2))).toBe('o\n');
    expect(text(await input.readLine(0))).toBe('');
    expect(text(await input.readLine())).toBe('three');
  });

  it('is iterated by chunk, from where reading stands, and goes on after a break', async () => {
    const input = inputOf('abc', 'def', 'ghi');
    await input.read(1);
    for await (const chunk of input) {
      expect(text(chunk)).toBe('bc');
      break;
    }
    const rest: string[] = [];
    for await (const chunk of input) rest.push(text(chunk));
    expect(rest).toEqual(['def', 'ghi']);
  });

  it('gives the same bytes however they come and however they are read', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 8 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(chunks, sizes, async (body, steps) => {
        const input = createEnviron({ method: 'POST', body })['tsgi.input'];
        const read: number[] = [];
        for (let at = 0; ; at++) {
          const size = steps[at % steps.length] ?? 1;
          const chunk = await (at % 2 === 0 ? input.read(size) : input.readLine(size));
          read.push(...chunk);
          if (chunk.length === 0) break;
        }
        expect(read).toEqual(body.flatMap((chunk) => [...chunk]));
      }),
    );
  });

  it('gives no more than Content-Length says', async () => {
    const environ = createEnviron({ method: 'POST', headers: { 'Content-Length': '3' }, body: [bytes('abcdef')] });
    expect(text(await environ['tsgi.input'].read())).toBe('abc');
  });

  it('rejects, and goes on rejecting, where the body is shorter than Content-Length', async () => {
    const input = createEnviron({ method: 'POST', headers: { 'Content-Length': '5' }, body: 'abc' })['tsgi.input'];
    await expect(input.read()).rejects.toMatchObject({ code: 'body-truncated', status: 400 });
    await expect(input.read()).rejects.toMatchObject({ code: 'body-truncated', status: 400 });
  });

  it('rejects with what the source throws', async () => {
    const error = Object.assign(new Error('too much'), { code: 'body-too-large', status: 413 });
    const source = (async function* () {
      yield bytes('abc');
      throw error;
    })();
    const input = createEnviron({ method: 'POST', body: source })['tsgi.input'];
    expect(text(await input.read(3))).toBe('abc');
    await expect(input.read()).rejects.toBe(error);
    await expect(input.readLine()).rejects.toBe(error);
  });

  it('has one reader at a time', async () => {
    const input = inputOf('abc');
    const first = input.read();
    await expect(input.read()).rejects.toMatchObject({ code: 'read-pending', status: 500 });
    expect(text(await first)).toBe('abc');
  });

  it.each([-1, Number.NaN])('refuses to read %d bytes', async (size) => {
    await expect(inputOf('abc').read(size)).rejects.toBeInstanceOf(RangeError);
  });

  it('rejects a pending read when the client leaves', async () => {
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const environ = createEnviron({ method: 'POST', body: never });
    const reading = environ['tsgi.input'].read();
    environ['tsgi.exchange'].disconnect();
    await expect(reading).rejects.toMatchObject({ code: 'body-truncated' });
    await expect(environ['tsgi.input'].read()).rejects.toMatchObject({ code: 'body-truncated' });
  });

  it('rejects a first read after the client has left', async () => {
    const environ = createEnviron({ method: 'POST', body: 'abc' });
    environ['tsgi.exchange'].disconnect();
    await expect(environ['tsgi.input'].read()).rejects.toMatchObject({ code: 'body-truncated' });
  });

  it('asks a client that expects to be asked at the first read', async () => {
    const environ = createEnviron({ method: 'POST', headers: { Expect: '100-continue' }, body: 'abc' });
    expect(environ['tsgi.input'].wasAskedFor).toBe(false);
    await environ['tsgi.input'].read(1);
    expect(environ['tsgi.input'].wasAskedFor).toBe(true);
  });
});
