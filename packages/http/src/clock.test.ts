import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('systemClock', () => {
  it('calls back, unless that was taken back', async () => {
    const called: string[] = [];
    const cancel = systemClock.after(0, () => called.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.after(0, () => resolve(void called.push('first')));
      // A timer of the clock does not keep the process alive; this one does, until it has gone off.
      setTimeout(() => undefined, 20);
    });
    expect(called).toEqual(['first']);
  });

  it('tells the time', () => {
    expect(systemClock.now()).toBeGreaterThan(Date.UTC(2020, 0));
  });
});
