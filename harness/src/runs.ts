/** How often a test repeats what has a random part: `count` times in `npm test`, more in the nightly run. */
export function runs(count: number): number {
  return count * Number(process.env['TSGI_TEST_RUNS'] ?? 1);
}
