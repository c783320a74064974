import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let deadline: typeof import('./deadline.ts');
beforeEach(async () => {
  vi.useFakeTimers();
  // It keeps the timers that it finds when it is loaded.
  vi.resetModules();
  deadline = await import('./deadline.ts');
});
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

describe('within', () => {
  it('passes on what comes in time, an error too', async () => {
    expect(await deadline.within('a value', Promise.resolve(1))).toBe(1);
    await expect(deadline.within('a value', Promise.reject(new Error('no value')))).rejects.toThrow('no value');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says after 30 s what it waited for', async () => {
    const said = { text: '' };
    const waiting = expect(deadline.within(() => `a sign, after ${said.text}`, never)).rejects.toThrow(
      'Waited 30 s for a sign, after a word',
    );
    said.text = 'a word';
    await vi.advanceTimersByTimeAsync(30_000);
    await waiting;
  });
});

describe('until', () => {
  it('asks until it is so, errors or not', async () => {
    const answers = [() => false, () => Promise.reject(new Error('not yet')), () => true];
    const waiting = deadline.until('it', async () => (await answers.shift()?.()) === true);
    await vi.advanceTimersByTimeAsync(100);
    await waiting;
    expect(answers).toEqual([]);
  });

  it('says after 30 s what it waited for, and why it was not so', async () => {
    const waiting = expect(
      deadline.until('it', () => {
        throw new Error('never');
      }),
    ).rejects.toMatchObject({ message: 'Waited 30 s for it', cause: { message: 'never' } });
    await vi.advanceTimersByTimeAsync(30_100);
    await waiting;
  });
});
