// @ts-check
/**
 * `npm test`: every workspace's typecheck, tests and pack-and-install test through turbo, then one sum over all of
 * them. The sums come from reports in each workspace's `.results`, which turbo caches, so that a run with nothing
 * changed counts the same. A typecheck counts as one; arguments are passed on to turbo (`--filter=@tsgi/http...`).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { runTurbo } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Count
 * @typedef {{ taskId: string, task: string, directory: string, command: string,
 *   execution?: { exitCode: number | null } | null }} Task a task in turbo's summary
 */

const runs = join(root, '.turbo/runs');
const tasks = ['typecheck', 'test', 'test:pack'];

// Only what this run makes or takes from the cache is counted.
rmSync(runs, { recursive: true, force: true });
for (const { path } of workspaces()) rmSync(join(path, '.results'), { recursive: true, force: true });

const args = ['--continue=dependencies-successful', '--output-logs=errors-only', '--summarize'];
const { ok } = runTurbo([...tasks, ...args, ...process.argv.slice(2)], { show: true });

const counts = summary().map((task) => ({ task, count: count(task) }));
for (const { task, count } of counts) console.log(line(task, count));
for (const failure of counts.flatMap(({ count }) => count.failures)) console.log(`\n${failure}`);
const total = sum(counts.map(({ count }) => count));
// Turbo itself failed, with no task to blame: that must not look like success.
if (!ok && total.failed === 0) total.failed = 1;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;

/** What turbo was asked to run and what it says of each. @returns {Task[]} */
function summary() {
  const file = existsSync(runs) ? readdirSync(runs).find((name) => name.endsWith('.json')) : undefined;
  if (file === undefined) return [];
  /** @type {{ tasks: Task[] }} */
  const run = JSON.parse(readFileSync(join(runs, file), 'utf8'));
  return run.tasks
    .filter(({ task, command }) => tasks.includes(task) && command !== '<NONEXISTENT>')
    .sort((a, b) => a.directory.localeCompare(b.directory) || tasks.indexOf(a.task) - tasks.indexOf(b.task));
}

/** @param {Task} task @returns {Count} */
function count(task) {
  const passed = task.execution?.exitCode === 0;
  const counted = task.task === 'test' ? vitest(task) : task.task === 'test:pack' ? pack(task) : none();
  if (passed && task.task === 'typecheck') counted.passed = 1;
  if (!passed && counted.failed === 0) {
    counted.failed = 1;
    const why = task.execution ? 'failed; its output is above' : 'did not run, since something it needs failed';
    counted.failures.push(`FAIL ${task.directory}: ${task.task} ${why}`);
  }
  return counted;
}

/** @param {Task} task @returns {Count} */
function vitest(task) {
  const report = read(task, 'vitest.json');
  if (report === undefined) return none();
  const counted = none();
  counted.passed = report.numPassedTests;
  counted.failed = report.numFailedTests;
  counted.skipped = report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    const failed = file.assertionResults.filter((/** @type {any} */ { status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed) {
      counted.failures.push(`FAIL ${name}: ${fullName}\n${indent(failureMessages.join('\n'))}`);
    }
    if (file.status === 'failed' && failed.length === 0) {
      counted.failed += 1;
      counted.failures.push(`FAIL ${name}\n${indent(file.message)}`);
    }
  }
  return counted;
}

/** @param {Task} task @returns {Count} */
function pack(task) {
  /** @type {{ name: string, error?: string }[]} */
  const report = read(task, 'pack.json') ?? [];
  const failed = report.filter(({ error }) => error !== undefined);
  const failures = failed.map(({ name, error = '' }) => `FAIL ${task.directory}: ${name}\n${indent(error)}`);
  return { passed: report.length - failed.length, failed: failed.length, skipped: 0, failures };
}

/** @param {Task} task @param {string} name @returns {any} */
function read(task, name) {
  const file = join(root, task.directory, '.results', name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @returns {Count} */
function none() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

/** @param {Count[]} counts @returns {Count} */
function sum(counts) {
  const total = none();
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** @param {Task} task @param {Count} count @returns {string} */
function line({ directory, task }, { passed, failed, skipped }) {
  const numbers = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  return `${directory.padEnd(24)} ${task.padEnd(10)} ${numbers.filter(Boolean).join(', ')}`;
}

/** @param {string} text what is needed to find the place is in its first lines @returns {string} */
function indent(text) {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => !/^\s+at .*\/node_modules\//.test(line));
  const shown = lines.slice(0, 20).map((line) => `  ${line}`);
  return [...shown, ...(lines.length > 20 ? [`  (${lines.length - 20} more lines above)`] : [])].join('\n');
}
