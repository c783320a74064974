import { expect, it } from 'vitest';
import { RestartPace } from './restart-pace.ts';

it('starts at once what has served, ever later what has not, and gives up after ten', () => {
  const pace = new RestartPace();
  const delays: (number | undefined)[] = [];
  for (let i = 0; i < 10; i++) {
    pace.died(0);
    delays.push(pace.delay);
  }
  expect(delays).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, undefined]);
});

it('forgets failures when a worker has served', () => {
  const pace = new RestartPace();
  for (let i = 0; i < 5; i++) pace.died(0);
  pace.died(1000);
  expect(pace.delay).toBe(0);
});
