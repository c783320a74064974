import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Planned, plan } from './plan.ts';

const starting: Planned = { state: 'starting', isRetiring: false };
const ready: Planned = { state: 'ready', isRetiring: false };
const retiring: Planned = { state: 'ready', isRetiring: true };
const doomed: Planned = { state: 'starting', isRetiring: true };
const stopping: Planned = { state: 'stopping', isRetiring: true };

describe('plan', () => {
  it.each<[string, Planned[], number, number, Planned[]]>([
    ['starts one at first', [], 3, 1, []],
    ['waits for the first', [starting], 3, 0, []],
    ['starts all others at once when the first has shown that it can be done', [ready], 3, 2, []],
    ['waits for those that start', [starting, starting], 2, 0, []],
    ['leaves a full house alone', [ready, ready], 2, 0, []],
    ['replaces one that died', [ready, stopping], 2, 1, []],
    ['starts one for two that retire', [retiring, retiring], 2, 1, []],
    ['lets nobody go before another is ready', [retiring, retiring, starting], 2, 0, []],
    ['lets one go for one that is ready', [retiring, retiring, ready], 2, 1, [retiring]],
    ['lets the oldest go when fewer are wanted', [ready, ready, ready], 1, 0, [ready, ready]],
    ['lets one go that has not begun to serve', [ready, starting], 1, 0, [starting]],
    ['starts over, and keeps those that serve, when told to restart again', [retiring, doomed], 1, 1, [doomed]],
  ])('%s', (_what, workers, wanted, start, stop) => {
    expect(plan(workers, wanted)).toMatchObject({ start, stop });
  });

  it.each<[string, Planned[], number, Planned[]]>([
    ['lets nobody go before one is ready, though fewer are wanted', [retiring, retiring, retiring], 1, []],
    [
      'lets all go when as many are ready as are wanted',
      [retiring, retiring, retiring, ready],
      1,
      [retiring, retiring, retiring],
    ],
    ['lets one go for one in the middle of that', [retiring, retiring, retiring, ready, starting], 2, [retiring]],
  ])('%s', (_what, workers, wanted, stop) => {
    expect(plan(workers, wanted, 3).stop).toEqual(stop);
  });

  it.each<[boolean, Planned[]]>([
    [true, [ready, ready, stopping]],
    [true, [ready, ready, retiring]],
    [false, [ready, starting]],
    [false, [ready, retiring]],
  ])('is complete: %s, with %j of two', (isComplete, workers) => {
    expect(plan(workers, 2).isComplete).toBe(isComplete);
  });

  it('never leaves fewer serving than before or than wanted, and comes to rest at the number wanted', () => {
    const worker = fc.constantFrom(starting, ready, retiring, doomed, stopping);
    fc.assert(
      fc.property(fc.array(worker, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), (given, wanted) => {
        let workers = given.map((worker) => ({ ...worker }));
        for (let round = 0; round < 50; round++) {
          const before = workers.filter(({ state }) => state === 'ready').length;
          const { start, stop } = plan(workers, wanted);
          for (const worker of stop) worker.state = 'stopping';
          const serving = workers.filter(({ state }) => state === 'ready').length;
          expect(serving).toBeGreaterThanOrEqual(Math.min(before, wanted));
          workers = workers.filter(({ state }) => state !== 'stopping');
          for (const worker of workers) worker.state = 'ready';
          workers.push(...Array.from({ length: start }, () => ({ ...starting })));
        }
        expect(workers).toEqual(Array.from({ length: wanted }, () => ready));
      }),
    );
  });
});
