// @ts-check
/** `npm run ci`: the checks, the tests and the integration tests, each whatever became of the others, and one total. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { countChecks, countOutcome, printTotal, readReport } from './count.mjs';
import { runNpm } from './run-tool.mjs';
import { root } from './workspaces.mjs';

const start = performance.now();
// Only what this run makes is counted.
rmSync(join(root, '.results'), { recursive: true, force: true });

const counts = [await run('check', (checks) => countChecks('check', checks))];
for (const tier of ['test', 'test:integration']) counts.push(await run(tier, (total) => total));
console.log('');
printTotal('ci', counts, start);

/**
 * Runs a script and counts what its report says, and its failure where the report says nothing of one.
 * @param {string} script @param {(report: any) => import('./count.mjs').Count} count
 */
async function run(script, count) {
  const { ok } = await runNpm(['run', '--silent', script], { show: true });
  console.log('');
  const report = readReport(`.results/${script.replace('test:', '')}.json`);
  const counted = report === undefined ? undefined : count(report);
  if (counted !== undefined && (ok || counted.failed > 0)) return counted;
  return countOutcome(script, { ok: false, output: 'ended with an error that is in no report; its output is above' });
}
