// @ts-check
/**
 * `npm run check`: what can be said of the code without running it. Each check prints one line, or what it found.
 * Leaves a report, `.results/check.json`: `{ name, error?, skipped? }` for each.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brokenBoundaries } from './boundaries.mjs';
import { wrongChangesets } from './changesets.mjs';
import { oddPackages } from './package-shape.mjs';
import { run, runNpm, runTool } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/** @typedef {import('./run-tool.mjs').Outcome & { skipped?: string }} Checked */

/** @type {[name: string, check: () => Checked | Promise<Checked>][]} */
const checks = [
  ['format and lint', () => runTool('@biomejs/biome biome', ['check', '--error-on-warnings', '.'])],
  ['lint with types', lintWithTypes],
  ['import boundaries', async () => none(await brokenBoundaries(root))],
  ['unused code and dependencies', () => runTool('knip', [])],
  ['shape of packages', () => none(oddPackages())],
  ['generated files', generatedFiles],
  ['lockfile', () => run(process.execPath, [join(root, 'scripts/lockfile.mjs'), '--check'])],
  ['changesets', changesets],
];

const reports = await Promise.all(
  checks.map(async ([name, check]) => {
    const { ok, output, skipped } = await outcomeOf(check);
    if (!ok) console.log(`FAIL     ${name}\n${output.replace(/^/gm, '  ')}`);
    else console.log(skipped === undefined ? `ok       ${name}` : `skipped  ${name}: ${skipped}`);
    return { name, error: ok ? undefined : output, skipped };
  }),
);
mkdirSync(join(root, '.results'), { recursive: true });
writeFileSync(join(root, '.results/check.json'), JSON.stringify(reports));
if (reports.some(({ error }) => error !== undefined)) process.exitCode = 1;

/** What a check throws is what it found. @param {() => Checked | Promise<Checked>} check @returns {Promise<Checked>} */
async function outcomeOf(check) {
  try {
    return await check();
  } catch (error) {
    return { ok: false, output: error instanceof Error ? String(error.stack) : String(error) };
  }
}

/** One program for all workspaces; alone, each uses its own tsconfig.json. */
function lintWithTypes() {
  const program = [`project:${join(root, 'tsconfig.json')}`, 'projectService:false'];
  const options = program.flatMap((option) => ['--parser-options', option]);
  return runTool('eslint', ['--max-warnings', '0', ...options, 'packages', 'apps', 'harness', 'scripts']);
}

/** @param {readonly string[]} found @returns {Checked} */
function none(found) {
  return { ok: found.length === 0, output: found.join('\n') };
}

/** A workspace that generates files has a script `generate`, which with `--check` fails when they are stale. */
async function generatedFiles() {
  const generating = workspaces().filter(({ manifest }) => manifest.scripts?.['generate'] !== undefined);
  const outcomes = await Promise.all(
    generating.map(({ path }) => runNpm(['run', '--silent', 'generate', '--', '--check'], { cwd: path })),
  );
  return none(outcomes.filter(({ ok }) => !ok).map(({ output }) => output || 'stale: npm run generate'));
}

/** @returns {Promise<Checked>} */
async function changesets() {
  const result = await wrongChangesets();
  return 'skipped' in result ? { ok: true, output: '', skipped: result.skipped } : none(result.wrong);
}
