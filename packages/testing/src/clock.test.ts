import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';

describe('createClock', () => {
  it('shows one time until it is advanced', async () => {
    const clock = createClock(1000);
    expect(clock.now()).toBe(1000);
    await clock.advance(250);
    expect([clock.now(), clock.date().getTime()]).toEqual([1250, 1250]);
  });

  it('calls back in the order of the due times, each at its time', async () => {
    const clock = createClock(0);
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, clock.now()]);
    clock.after(30, note('late'));
    clock.after(10, note('first set'));
    clock.after(10, note('second set'));
    await clock.advance(30);
    expect(seen).toEqual([
      ['first set', 10],
      ['second set', 10],
      ['late', 30],
    ]);
  });

  it('leaves what is not due, and what was called off', async () => {
    const clock = createClock();
    const seen: string[] = [];
    clock.after(11, () => seen.push('not due'));
    const cancel = clock.after(5, () => seen.push('called off'));
    cancel();
    await clock.advance(10);
    expect(seen).toEqual([]);
    expect(clock.pending).toBe(1);
  });

  it('fires what a callback sets, once that is due too, and lets promises go on between', async () => {
    const clock = createClock(0);
    const seen: string[] = [];
    const waitAndSet = async (): Promise<void> => {
      await Promise.resolve();
      seen.push('waited');
      clock.after(10, () => seen.push('set later'));
    };
    clock.after(10, () => void waitAndSet());
    await clock.advance(20);
    expect(seen).toEqual(['waited', 'set later']);
    expect(clock.pending).toBe(0);
  });

  it('calls an interval back until it is ended', async () => {
    const clock = createClock(0);
    const seen: number[] = [];
    const end = clock.every(10, () => seen.push(clock.now()));
    await clock.advance(35);
    end();
    await clock.advance(100);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('refuses an interval that would never let time go on', () => {
    expect(() => createClock().every(0, () => undefined)).toThrow(RangeError);
  });

  it('takes a time that has passed as due now', async () => {
    const clock = createClock(100);
    const seen: number[] = [];
    clock.after(-50, () => seen.push(clock.now()));
    await clock.advance(0);
    expect(seen).toEqual([100]);
  });
});
