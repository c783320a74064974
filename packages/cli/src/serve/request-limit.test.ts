import { expect, it } from 'vitest';
import { requestLimit } from './request-limit.ts';

/** So many that chance does not decide. */
const DRAWS = 1000;

it.each([1, 5, 19, 1000])('is %i, or up to a tenth more', (requests) => {
  for (let i = 0; i < DRAWS; i++) {
    const limit = requestLimit(requests);
    expect(Number.isInteger(limit)).toBe(true);
    expect(limit).toBeGreaterThanOrEqual(requests);
    expect(limit).toBeLessThanOrEqual(requests * 1.1);
  }
});

it('differs between workers, and reaches the number itself and a tenth more', () => {
  const limits = new Set(Array.from({ length: DRAWS }, () => requestLimit(20)));
  expect([...limits].sort()).toEqual([20, 21, 22]);
});
