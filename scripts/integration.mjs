// @ts-check
/**
 * `npm run test:integration`: the areas of `integration/`, one after the other; arguments name the wanted ones, and
 * options are passed on to their tests: `browsers -t axe`. Installs what each needs, checks their types and style, runs
 * them, and sums them up.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseCommandLine } from './command-line.mjs';
import { countOutcome, countVitest, printTotal, readReport } from './count.mjs';
import { run, runNpm, runTool, runTurbo } from './run-tool.mjs';
import { root } from './workspaces.mjs';

const start = performance.now();
const { names: areas, options } = parseCommandLine(
  readdirSync(join(root, 'integration')).filter((name) => existsSync(join(root, 'integration', name, 'package.json'))),
);

/** @type {import('./count.mjs').Count[]} */
const counts = [countOutcome('build', await runTurbo(['build', '--output-logs=errors-only']))];
for (const area of areas) {
  const installed = await install(area);
  if (!installed.ok) counts.push(countOutcome(`integration/${area} install`, installed));
}
counts.push(countOutcome('integration typecheck', await typecheck()), countOutcome('integration lint', await lint()));
for (const area of areas) counts.push(...(await test(area)));
printTotal('integration', counts, start);

/** Only when something has changed since. @param {string} area */
async function install(area) {
  const cwd = join(root, 'integration', area);
  const installed = join(cwd, 'node_modules/.package-lock.json');
  const isFresh =
    existsSync(installed) && statSync(installed).mtimeMs > statSync(join(cwd, 'package-lock.json')).mtimeMs;
  if (isFresh || !needsPackages(area)) return { ok: true, output: '' };
  return runNpm(['ci', '--prefer-offline'], { cwd });
}

/** @param {string} area */
function needsPackages(area) {
  return Object.keys(readReport(`integration/${area}/package-lock.json`)?.packages ?? {}).length > 1;
}

function typecheck() {
  return run(process.execPath, [join(root, 'scripts/typecheck.mjs'), 'integration']);
}

function lint() {
  const program = ['projectService:false', `project:${join(root, 'integration/tsconfig.json')}`];
  return runTool('eslint', [
    ...['--max-warnings', '0', '--config', join(root, 'eslint.base.js')],
    ...program.flatMap((option) => ['--parser-options', option]),
    'integration',
  ]);
}

/** @param {string} area @returns {Promise<import('./count.mjs').Count[]>} */
async function test(area) {
  console.log(`\nintegration/${area}`);
  const report = `.results/integration-${area}.json`;
  rmSync(join(root, report), { force: true });
  const env = { TSGI_REPORT: join(root, report) };
  const cwd = join(root, 'integration', area);
  const tested = await runNpm(['test', '--silent', '--', ...options], { cwd, env, show: true });
  return countVitest(`integration/${area}`, tested, readReport(report));
}
