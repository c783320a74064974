// @ts-check
/**
 * `npm run test:all`: the tests that take hours, to be run at night. Arguments select steps:
 * `npm run test:all -- nodes repeats`. A step that fails does not stop the others.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countOutcome, printTotal } from './count.mjs';
import { run, runNpm, toolScript } from './run-tool.mjs';
import { root } from './workspaces.mjs';

/** @typedef {import('./run-tool.mjs').Outcome} Outcome */

/** A program that keeps a processor busy until whoever started it is gone. */
const SPIN = 'const { ppid } = process; while (process.ppid === ppid);';

/** @type {Record<string, () => AsyncGenerator<[name: string, outcome: Outcome]>>} */
const steps = {
  // Every version of Node that users have.
  async *nodes() {
    for (const version of ['20', '22', '24', '26']) yield [`Node ${version}`, await npm('test:node', '--', version)];
  },
  // A test that fails once in many runs is wrong, or has found something.
  async *repeats() {
    for (let turn = 1; turn <= 10; turn++) yield [`run ${turn} of 10`, await suites()];
    for (let turn = 1; turn <= 3; turn++) yield [`run ${turn} of 3 with all processors busy`, await whileBusy(suites)];
  },
  // Property, fuzz and race tests, twenty times as many cases of each.
  async *runs() {
    yield ['twenty times the runs', await suites({ TSGI_TEST_RUNS: '20' })];
  },
  async *integration() {
    for (let turn = 1; turn <= 3; turn++) yield [`integration ${turn} of 3`, await npm('test:integration')];
  },
  async *restarts() {
    yield ['restarts', await npm('cli:restarts', '-w', 'benchmarks')];
  },
  async *abuse() {
    yield ['abuse', await npm('abuse', '-w', 'benchmarks')];
  },
  async *soak() {
    yield ['soak for half an hour', await npm('soak', '-w', 'benchmarks', '--', '30')];
  },
};

const start = performance.now();
const { names } = parseCommandLine(Object.keys(steps));

/** @type {import('./count.mjs').Count[]} */
const counts = [];
for (const [step, run] of Object.entries(steps)) {
  if (!names.includes(step)) continue;
  try {
    for await (const [name, { ok }] of run()) count(name, { ok, output: 'failed; its output is above' });
  } catch (error) {
    count(step, { ok: false, output: error instanceof Error ? String(error.stack) : String(error) });
  }
}
printTotal('all', counts, start);

/** @param {string} name @param {Outcome} outcome */
function count(name, outcome) {
  console.log(`\n${outcome.ok ? 'passed' : 'FAILED'}: ${name}\n`);
  counts.push(countOutcome(name, outcome));
}

/** @param {readonly string[]} args @returns {Promise<Outcome>} */
function npm(...args) {
  return runNpm(['run', '--silent', ...args], { show: true });
}

/** @param {Record<string, string>} [env] @returns {Promise<Outcome>} */
function suites(env = {}) {
  return run(process.execPath, [toolScript('vitest'), 'run', '--root', join(root)], { env, show: true });
}

/** Keeps all processors busy while `work` runs. @param {() => Promise<Outcome>} work @returns {Promise<Outcome>} */
async function whileBusy(work) {
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', SPIN]));
  try {
    return await work();
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}
