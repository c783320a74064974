// @ts-check
/**
 * `npm run test:node -- 26 [workspaces] [options]`: the suites of all workspaces, or of those that are named by their
 * folders (`http polls`), on another version of Node. Options are vitest's.
 *
 * Tests that are known to fail on that version are listed in `known-failures.json`: they must fail, and count as
 * passed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countVitest, printTotal } from './count.mjs';
import { expectKnownFailures } from './expect-known-failures.mjs';
import { otherNode } from './other-node.mjs';
import { run, toolScript } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

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
/** @type {import('./expect-known-failures.mjs').KnownFailure[]} */
const allKnown = JSON.parse(readFileSync(join(root, 'scripts/known-failures.json'), 'utf8'));
const known = allKnown.filter(({ node }) => node.includes(version));
const expected = report === undefined ? 0 : expectKnownFailures(report, known, isWhole);
if (report !== undefined) writeFileSync(file, JSON.stringify(report));
const folders = all.map((one) => one.folder);
// vitest fails because of the known failures too.
printTotal(`node-${version}`, countVitest('test', { ok: tested.ok || expected > 0 }, report, folders), start);
