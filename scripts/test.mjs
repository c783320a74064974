// @ts-check
/**
 * `npm test`: types, builds, the pack-and-install test and the suites of all workspaces, then one sum over all of them.
 * Arguments name the wanted workspaces by their folders, then come options of vitest: `http polls -t cookies`.
 */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countChecks, countOutcome, countVitest, printTotal, readReport } from './count.mjs';
import { run, runTurbo, toolScript } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

const start = performance.now();
const all = workspaces();
const { names, options } = parseCommandLine(all.map(({ folder }) => basename(folder)));
const wanted = all.filter(({ folder }) => names.includes(basename(folder)));

// Only what this run makes is counted.
rmSync(join(root, '.results'), { recursive: true, force: true });

// One has the first processor, the other the second.
const [typed, built] = await Promise.all([
  typecheck(),
  runTurbo(['build', '--concurrency=1', '--output-logs=errors-only']),
]);
const packages = wanted.filter(({ isPublic }) => isPublic).map(({ folder }) => basename(folder));
const packed = built.ok && packages.length > 0 ? await pack() : undefined;
const tested = await test();

printTotal(
  'test',
  [
    ...(readReport('.results/typecheck.json') ?? []).map(typecheckCount),
    ...(typed.ok || readReport('.results/typecheck.json') ? [] : [countOutcome('typecheck', typed)]),
    countOutcome('build', built),
    ...(readReport('.results/pack.json') ?? []).map(packCount),
    ...(packed === undefined || readReport('.results/pack.json') ? [] : [countOutcome('pack', packed)]),
    ...countVitest(
      'test',
      tested,
      readReport('.results/vitest.json'),
      all.map(({ folder }) => folder),
    ),
  ],
  start,
);

function typecheck() {
  const folders = wanted.length === all.length ? [] : wanted.map(({ folder }) => folder);
  // Much is allocated and kept: a larger young generation saves a fifth of the time.
  return run(process.execPath, ['--max-semi-space-size=128', join(root, 'scripts/typecheck.mjs'), ...folders]);
}

function pack() {
  return run(process.execPath, [join(root, 'scripts/pack-test.mjs'), ...packages]);
}

function test() {
  const projects = wanted.length === all.length ? [] : wanted.flatMap(({ name }) => ['--project', name]);
  return run(process.execPath, [toolScript('vitest'), 'run', ...projects, ...options], { show: true });
}

/** @param {{ folder: string, examples: number, errors: string[] }} report */
function typecheckCount({ folder, examples, errors }) {
  const count = countOutcome(`${folder} typecheck`, { ok: errors.length === 0, output: errors.join('\n') });
  return errors.length === 0 ? { ...count, passed: 1 + examples } : count;
}

/** @param {{ folder: string, checks: { name: string, error?: string }[] }} report */
function packCount({ folder, checks }) {
  return countChecks(`${folder} pack`, checks);
}
