// @ts-check
/** What reports say, as numbers of checks that passed and failed, and how that is printed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './workspaces.mjs';

/**
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, failures: readonly string[] }} Count
 *   `name` says what was counted: `packages/http test`
 * @typedef {import('./vitest-report.mjs').VitestReport} VitestReport
 * @typedef {import('./vitest-report.mjs').ReportedFile} ReportedFile
 */

/** A command that passes or fails as a whole. @param {string} name @param {import('./run-tool.mjs').Outcome} outcome @returns {Count} */
export function countOutcome(name, { ok, output }) {
  return ok ? { ...nothing(name), passed: 1 } : { ...nothing(name), failed: 1, failures: [failure(name, output)] };
}

/**
 * Checks by name; those with an `error` failed.
 * @param {string} name @param {readonly { name: string, error?: string, skipped?: string }[]} checks @returns {Count}
 */
export function countChecks(name, checks) {
  const failures = checks.flatMap((check) =>
    check.error === undefined ? [] : [failure(`${name}: ${check.name}`, check.error)],
  );
  const skipped = checks.filter((check) => check.skipped !== undefined).length;
  const passed = checks.length - failures.length - skipped;
  return { name, passed, failed: failures.length, skipped, failures };
}

/**
 * A report of vitest: one count for each folder of `folders` that has tests in it, and the rest under `name`. A run
 * that failed and does not say of what, and one in which no test has run, are failures too.
 * @param {string} name @param {{ ok: boolean }} run @param {VitestReport | undefined} report
 * @param {readonly string[]} folders @returns {Count[]}
 */
export function countVitest(name, run, report, folders = []) {
  if (report === undefined) return [failed(name, 'left no report; its output is above')];
  /** @type {Map<string, Count>} */
  const counts = new Map();
  for (const file of report.files) {
    const folder = folders.find((one) => file.file.startsWith(`${one}/`));
    const label = folder === undefined ? name : `${folder} ${name}`;
    counts.set(label, sum(label, [counts.get(label) ?? nothing(label), countFile(file)]));
  }
  const outside = report.errors.map((error) => failed('outside of tests', error));
  const all = [...[...counts.values()].sort((a, b) => a.name.localeCompare(b.name)), ...outside];
  const total = sum(name, all);
  if (total.passed + total.failed === 0) all.push(failed(name, 'ran no test'));
  else if (!run.ok && total.failed === 0) all.push(failed(name, 'failed outside of its tests; its output is above'));
  return all;
}

/** @param {ReportedFile} reported @returns {Count} */
function countFile({ file, errors, tests }) {
  const failures = [
    ...errors.map((error) => failure(file, error)),
    ...tests
      .filter(({ state }) => state === 'failed')
      .map((test) => failure(`${file}: ${test.name}`, test.errors.join('\n'))),
  ];
  const passed = tests.filter(({ state }) => state === 'passed').length;
  const skipped = tests.filter(({ state }) => state === 'skipped').length;
  return { name: file, passed, failed: failures.length, skipped, failures };
}

/** @param {string} name @param {readonly Count[]} counts @returns {Count} */
export function sum(name, counts) {
  const total = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    counts.reduce((all, count) => all + count[key], 0);
  return {
    name,
    passed: total('passed'),
    failed: total('failed'),
    skipped: total('skipped'),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

/**
 * Prints the counts, the failures, and their total as the last line; sets the exit code. Leaves the total in
 * `.results/<name>.json`.
 * @param {string} name the tier: `test` @param {readonly Count[]} counts @param {number} start when it began, by `performance.now()`
 */
export function printTotal(name, counts, start) {
  const total = sum(name, counts);
  for (const count of counts) console.log(`${count.name.padEnd(36)} ${numbersOf(count)}`);
  for (const text of total.failures) console.log(`\n${text}`);
  console.log(`\n${name}: ${Math.round((performance.now() - start) / 1000)} s`);
  console.log(numbersOf(total, true));
  mkdirSync(join(root, '.results'), { recursive: true });
  writeFileSync(join(root, '.results', `${name}.json`), JSON.stringify(total));
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

/** A report that a step has left. @param {string} file below the root @returns {any} */
export function readReport(file) {
  return existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : undefined;
}

/** @param {Count} count @param {boolean} [always] also the zero of those that failed @returns {string} */
function numbersOf({ passed, failed, skipped }, always = false) {
  const numbers = [`${passed} passed`];
  if (failed > 0 || always) numbers.push(`${failed} failed`);
  if (skipped > 0) numbers.push(`${skipped} skipped`);
  return numbers.join(', ');
}

/** @param {string} name @param {string} output @returns {Count} */
function failed(name, output) {
  return countOutcome(name, { ok: false, output });
}

/** @param {string} name @returns {Count} */
function nothing(name) {
  return { name, passed: 0, failed: 0, skipped: 0, failures: [] };
}

/** @param {string} name @param {string} text @returns {string} */
function failure(name, text) {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => !/^\s+at .*\/node_modules\//.test(line));
  return [`FAIL ${name}`, ...lines.map((line) => `  ${line}`)].join('\n');
}
