// @ts-check
/**
 * `npm run test:node -- 26 [workspaces] [options]`: the suites of all workspaces, or of those that are named by their
 * folders (`http polls`), on another version of Node. Options are vitest's.
 *
 * What is known to fail on that version stands in `known-failures.json`: it has to fail, and counts as passed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countVitest, printTotal } from './count.mjs';
import { otherNode } from './other-node.mjs';
import { run, toolScript } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {{ node: string[], file: string, test: string, why: string }} KnownTest
 * @typedef {{ node: string[], error: string, why: string }} KnownError an error outside of tests, by its first words
 */

const start = performance.now();
const [version = '', ...argv] = process.argv.slice(2);
const all = workspaces();
const { names, options } = parseCommandLine(
  all.map(({ folder }) => basename(folder)),
  argv,
);
const file = process.env['TSGI_REPORT'] ?? join(root, `.results/node-${version}.json`);

const folder = await otherNode(version);
const node = join(folder, 'node');
console.log(`Node ${(await run(node, ['--version'])).output}`);
const wanted = all.filter(({ folder }) => names.includes(basename(folder)));
const projects = wanted.length === all.length ? [] : wanted.flatMap(({ name }) => ['--project', name]);
rmSync(file, { force: true });
await run(node, [toolScript('vitest'), 'run', ...projects, ...options], {
  env: { PATH: `${folder}${delimiter}${process.env['PATH']}`, TSGI_REPORT: file },
  show: true,
});

/** @type {import('./vitest-report.mjs').VitestReport} */
const report = JSON.parse(readFileSync(file, 'utf8'));
expectKnownFailures(report);
writeFileSync(file, JSON.stringify(report));
const folders = all.map((one) => one.folder);
printTotal(`node-${version}`, countVitest('test', report, folders), start);

/** Turns known failures into passed tests, and those that pass into failures. @param {typeof report} report */
function expectKnownFailures(report) {
  /** @type {{ tests: KnownTest[], errors: KnownError[] }} */
  const known = JSON.parse(readFileSync(join(root, 'scripts/known-failures.json'), 'utf8'));
  for (const { file, test, why } of known.tests.filter((one) => one.node.includes(version))) {
    const found = report.files.find((one) => one.file === file)?.tests.find(({ name }) => name === test);
    if (found?.state === 'failed') Object.assign(found, { state: 'passed', errors: [] });
    else if (found?.state === 'passed') {
      const message = `It passes on Node ${version}, and scripts/known-failures.json says that it does not: ${why}`;
      Object.assign(found, { state: 'failed', errors: [message] });
    }
  }
  const errors = known.errors.filter((one) => one.node.includes(version));
  report.errors = report.errors.filter((error) => !errors.some((one) => error.startsWith(one.error)));
}
