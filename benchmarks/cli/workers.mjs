// @ts-check
/** What a second worker gives: requests a second on a view that needs the processor, with one worker and with two. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { Serve } from './command.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
});
/** @type {Record<'one' | 'two', number[]>} */
const rates = { one: [], two: [] };
for (let round = 0; round < Number(values.rounds); round++) {
  rates.one.push(await rate(1));
  rates.two.push(await rate(2));
}
const ratios = rates.two.map((two, at) => two / (rates.one[at] ?? Number.NaN));
console.log(`one worker  ${median(rates.one).toFixed(0)} requests a second`);
console.log(`two workers ${median(rates.two).toFixed(0)} requests a second`);
console.log(`ratio ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`);
process.exitCode = median(ratios) >= 1.7 ? 0 : 1;

/** @param {number} workers */
async function rate(workers) {
  const command = new Serve(['--workers', String(workers)]);
  const { url } = await command.serving();
  const { stdout } = await promisify(execFile)('wrk', [
    '-t1',
    '-c32',
    `-d${values.seconds}s`,
    new URL('/busy', url).href,
  ]);
  await command.stop();
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
