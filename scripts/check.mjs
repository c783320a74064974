// @ts-check
/** `npm run check`: what can be said of the code without running it. Each check prints one line, or what it found. */
import { join } from 'node:path';
import process from 'node:process';
import { brokenBoundaries } from './boundaries.mjs';
import { missingChangesets } from './changesets.mjs';
import { oddPackages } from './package-shape.mjs';
import { run, runNpm, runTool, runTurbo } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/** @typedef {import('./run-tool.mjs').Outcome & { skipped?: string }} Checked */

/** @type {[name: string, check: () => Checked | Promise<Checked>][]} */
const checks = [
  ['format and lint', () => runTool('@biomejs/biome biome', ['check', '--error-on-warnings', '.'])],
  ['lint with types', () => runTurbo(['check', '--continue', '--output-logs=errors-only'])],
  ['import boundaries', async () => none(await brokenBoundaries(root))],
  ['unused code and dependencies', () => runTool('knip', [])],
  ['shape of packages', () => none(oddPackages())],
  ['generated files', generatedFiles],
  ['lockfile', () => run(process.execPath, [join(root, 'scripts/lockfile.mjs'), '--check'])],
  ['changesets', changesets],
];

for (const [name, check] of checks) {
  const { ok, output, skipped } = await check();
  if (ok) console.log(skipped === undefined ? `ok       ${name}` : `skipped  ${name}: ${skipped}`);
  else console.log(`FAIL     ${name}\n${output.replace(/^/gm, '  ')}`);
  if (!ok) process.exitCode = 1;
}

/** @param {readonly string[]} found @returns {Checked} */
function none(found) {
  return { ok: found.length === 0, output: found.join('\n') };
}

/** A workspace that generates files has a script `generate`, which with `--check` fails when they are stale. */
function generatedFiles() {
  const outcomes = workspaces()
    .filter(({ manifest }) => manifest.scripts?.['generate'] !== undefined)
    .map(({ path }) => runNpm(['run', '--silent', 'generate', '--', '--check'], { cwd: path }));
  return none(outcomes.filter(({ ok }) => !ok).map(({ output }) => output || 'stale: npm run generate'));
}

/** @returns {Checked} */
function changesets() {
  const result = missingChangesets();
  if ('skipped' in result) return { ok: true, output: '', skipped: result.skipped };
  return none(result.missing.map((name) => `${name} changed: say how in a changeset (npx changeset)`));
}
