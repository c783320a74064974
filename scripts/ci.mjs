// @ts-check
/** `npm run ci`: the checks, the tests and the integration tests, each whatever became of the others, and one total. */
import { countChecks, countOutcome, printTotal, readReport } from './count.mjs';
import { runNpm } from './run-tool.mjs';

const start = performance.now();
const checked = await runNpm(['run', '--silent', 'check'], { show: true });
const checks = readReport('.results/check.json');
const counts = [checks === undefined ? countOutcome('check', checked) : countChecks('check', checks)];
for (const tier of ['test', 'test:integration']) {
  console.log('');
  const { ok } = await runNpm(['run', '--silent', tier], { show: true });
  const total = readReport(`.results/${tier.replace('test:', '')}.json`);
  counts.push(total ?? countOutcome(tier, { ok, output: 'left no report; its output is above' }));
}
console.log('');
printTotal('ci', counts, start);
