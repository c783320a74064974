// @ts-check
/**
 * From save to the new answer under `tsgi dev`: a copy of `apps/polls`, one of whose modules of views is saved again and
 * again, and whose list of polls is asked for until it shows what was saved.
 * `node cli/reload.mjs [--rounds 20]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What the app is made of while it runs. */
const PARTS = ['src', 'templates', 'static', 'migrations', 'seed', 'package.json', 'tsgi.config.ts'];
/** How long an answer may be in coming, in milliseconds. */
const PATIENCE = 30_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });

// Where the app would find its packages too.
const place = join(root, 'apps/.results');
mkdirSync(place, { recursive: true });
const folder = mkdtempSync(join(place, 'reload-'));
const remove = () => rmSync(folder, { recursive: true, force: true });
process.on('exit', remove);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

for (const part of PARTS) cpSync(join(root, 'apps/polls', part), join(folder, part), { recursive: true });
const file = join(folder, 'src/views/polls.ts');
const source = withVersion(readFileSync(file, 'utf8'));
save(0);
const child = spawn(process.execPath, [join(root, 'packages/cli/bin/tsgi.js'), 'dev', 'src/app.ts', '--port', '0'], {
  cwd: folder,
  stdio: ['ignore', 'ignore', 'pipe'],
});
const exit = once(child, 'exit');
process.prependListener('exit', () => child.kill());
try {
  report(await measure(await listening()));
} finally {
  child.kill('SIGTERM');
  await exit;
}

/** @param {string} url @returns {Promise<number[]>} milliseconds, the shortest first */
async function measure(url) {
  /** @type {number[]} */
  const times = [];
  await shows(url, 0);
  for (let round = 1; round <= Number(values.rounds); round++) {
    // The process that stands by for the next change has its time.
    await setTimeout(1000);
    const began = performance.now();
    save(round);
    await shows(url, round);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

/** @param {number[]} times */
function report(times) {
  const median = times[Math.floor(times.length / 2)] ?? Number.NaN;
  console.log(`apps/polls: ${median.toFixed(0)} ms from save to the new answer (median of ${times.length}),`);
  console.log(`${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)} ms`);
  process.exitCode = median < 500 ? 0 : 1;
}

/** The field for searching the list of polls shows what was saved. @param {string} views */
function withVersion(views) {
  const changed = views.replace('{ polls, total, search, state,', '{ polls, total, search: SAVED, state,');
  if (changed === views) throw new Error('The view of the list is no longer what this script changes');
  return changed;
}

/** @param {number} version */
function save(version) {
  writeFileSync(file, `${source}\nconst SAVED = 'version-${version}';\n`);
}

/** Asks until the page shows what was saved. @param {string} url @param {number} version */
async function shows(url, version) {
  const until = performance.now() + PATIENCE;
  while (!(await page(url)).includes(`value="version-${version}"`)) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`version ${version} is not shown`);
    await setTimeout(2);
  }
}

/** @param {string} url */
async function page(url) {
  try {
    return await (await fetch(url, { headers: { Connection: 'close' } })).text();
  } catch {
    return '';
  }
}

/** @returns {Promise<string>} */
function listening() {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [, url] = /is on (\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
      if (/does not load/.test(text)) reject(new Error(said));
    });
    child.on('exit', () => reject(new Error(said)));
  });
}
