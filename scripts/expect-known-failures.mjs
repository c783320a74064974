// @ts-check

/**
 * @typedef {{ node: string[], file: string, test: string, message: string, why: string }} KnownFailure
 *   `node` is the major versions on which the test fails, and `message` a part of the error that it fails with
 * @typedef {import('./vitest-report.mjs').VitestReport} VitestReport
 */

/**
 * Changes a report: tests that fail as they are known to become passed ones. A known failure that passes is an error,
 * and so is one that the report of a whole run does not have.
 * @param {VitestReport} report
 * @param {readonly KnownFailure[]} known those of the version of Node that the report is of
 * @param {boolean} isWhole whether all tests were wanted
 * @returns {number} how many tests failed as they are known to
 */
export function expectKnownFailures(report, known, isWhole) {
  let expected = 0;
  for (const { file, test, message, why } of known) {
    const found = report.files.find((one) => one.file === file)?.tests.find(({ name }) => name === test);
    if (found?.state === 'failed') {
      // One that fails with another error stays a failure.
      if (!found.errors.some((error) => error.includes(message))) continue;
      Object.assign(found, { state: 'passed', errors: [] });
      expected++;
    } else if (found?.state === 'passed') {
      report.errors.push(`"${test}" in ${file} passes: remove it from scripts/known-failures.json (${why})`);
    } else if (isWhole) {
      report.errors.push(`"${test}" in ${file} did not run: correct or remove it in scripts/known-failures.json`);
    }
  }
  return expected;
}
