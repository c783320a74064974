// @ts-check
/**
 * `npm run test:node -- 26 [workspaces] [options]`: the suites of all workspaces, or of those that are named by their
 * folders (`http polls`), on another version of Node. Options are vitest's.
 *
 * What is known to fail on that version is listed in `known-failures.json`: it must fail, and counts as passed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countVitest, printTotal } from './count.mjs';
import { otherNode } from './other-node.mjs';
import { run, toolScript } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {{ node: string[], file: string, test: string, message: string, why: string }} KnownTest
 *   `message` is in the words of the failure
 */

const start = performance.now();
const [version = '', ...argv] = process.argv.slice(2);
if (!/^\d+$/.test(version)) throw new Error('Say which version of Node: npm run test:node -- 26');
const all = workspaces();
const { names, options } = parseCommandLine(
  all.map(({ folder }) => basename(folder)),
  argv,
);
const isWhole = names.length === all.length && options.length === 0;
const file = process.env['TSGI_REPORT'] ?? join(root, `.results/node-${version}.json`);

const folder = await otherNode(version);
const node = join(folder, 'node');
console.log(`Node ${(await run(node, ['--version'])).output}`);
const projects =
  names.length === all.length
    ? []
    : all.filter((one) => names.includes(basename(one.folder))).flatMap(({ name }) => ['--project', name]);
rmSync(file, { force: true });
const tested = await run(node, [toolScript('vitest'), 'run', ...projects, ...options], {
  env: { PATH: `${folder}${delimiter}${process.env['PATH']}`, TSGI_REPORT: file },
  show: true,
});

/** @type {import('./vitest-report.mjs').VitestReport | undefined} */
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const known = report === undefined ? 0 : expectKnownFailures(report);
if (report !== undefined) writeFileSync(file, JSON.stringify(report));
const folders = all.map((one) => one.folder);
// With known failures vitest fails, as it should.
printTotal(`node-${version}`, countVitest('test', { ok: tested.ok || known > 0 }, report, folders), start);

/**
 * Turns known failures into passed tests, and those that pass, or that are no tests any more, into failures.
 * @param {import('./vitest-report.mjs').VitestReport} report @returns {number} how many failed as they should
 */
function expectKnownFailures(report) {
  /** @type {KnownTest[]} */
  const tests = JSON.parse(readFileSync(join(root, 'scripts/known-failures.json'), 'utf8'));
  let found = 0;
  for (const { file, test, message, why } of tests.filter((one) => one.node.includes(version))) {
    const known = report.files.find((one) => one.file === file)?.tests.find(({ name }) => name === test);
    if (known?.state === 'failed' && known.errors.some((error) => error.includes(message))) {
      Object.assign(known, { state: 'passed', errors: [] });
      found++;
    } else if (known?.state === 'passed' || (isWhole && known?.state !== 'failed')) {
      report.errors.push(
        `scripts/known-failures.json says that "${test}" fails on Node ${version} (${why}): it does not`,
      );
    }
  }
  return found;
}
