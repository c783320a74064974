const multiple = process.env['TSGI_TEST_RUNS'];

/** How often a test repeats what has a random part: `count` times in `npm test`, more in the nightly run. */
export function runs(count: number): number {
  return count * Number(multiple ?? 1);
}

/**
 * Options of fast-check for a test whose cases are too many to be others at each run of `npm test`: there it has the
 * same ones each time, those of the seed, and other ones every night.
 */
export function seededRuns(count: number, seed: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns: runs(count), ...(multiple === undefined ? { seed } : {}) };
}
