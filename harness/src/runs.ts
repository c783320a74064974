const multiple = process.env['TSGI_TEST_RUNS'];

/** Returns how often a test repeats its random cases: `count` times in `npm test`, more often in the nightly run. */
export function runs(count: number): number {
  return count * Number(multiple ?? 1);
}

/**
 * Returns options of fast-check for a test that must be reproducible: in `npm test` it always tries the cases of the
 * seed, and in the nightly run others each time.
 */
export function seededRuns(count: number, seed: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns: runs(count), ...(multiple === undefined ? { seed } : {}) };
}
