// @ts-check
/**
 * What a request costs: user and system CPU of a server's process around a run of `wrk`, servers in turn within each
 * round, medians of the rounds, and the ratio to one of them. The server has one core to itself, `wrk` another one.
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';

/** The headers of a browser, as arguments of `wrk`. */
export const BROWSER = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9,de;q=0.8',
  'Cache-Control: max-age=0',
  'Connection: keep-alive',
  'Cookie: session=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9; theme=dark',
  'Sec-Ch-Ua: "Chromium";v="131", "Not_A Brand";v="24"',
  'Sec-Ch-Ua-Mobile: ?0',
  'Sec-Ch-Ua-Platform: "Linux"',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Upgrade-Insecure-Requests: 1',
].flatMap((line) => ['-H', line]);

/**
 * @typedef {object} Case
 * @property {string} path
 * @property {readonly string[]} [args] more arguments for `wrk`
 * @property {string} [warmUp] seconds under load before the measurement; one by default
 * @property {readonly string[]} servers names that the program of contenders knows; the first is listed first
 * @property {string} base the one that the others are compared to
 */

/** @typedef {{ user: number, system: number, rate: number, resident: number }} Sample µs, µs, requests a second, bytes */

/** What the command line says: `--seconds`, `--rounds`, `--only`. @param {{ seconds: string, rounds: string }} defaults */
export function options(defaults) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: defaults.seconds },
      rounds: { type: 'string', default: defaults.rounds },
      only: { type: 'string' },
    },
  });
  return { seconds: values.seconds, rounds: Number(values.rounds), only: values.only };
}

/**
 * Measures each case and prints a table of it.
 * @param {string} program a module that, run with a server's name, prints the port on which that server listens, and
 *   behind a space the header that its requests have to send, if there is one
 * @param {Record<string, Case>} cases
 * @param {{ seconds: string, rounds: number, only: string | undefined }} options
 * @returns {Promise<Record<string, Record<string, number>>>} by case and server: the median of user and system CPU, in µs
 */
export async function compare(program, cases, { seconds, rounds, only }) {
  /** @type {Record<string, Record<string, number>>} */
  const costs = {};
  for (const [name, one] of Object.entries(cases)) {
    if (only !== undefined && only !== name) continue;
    /** @type {Record<string, Sample[]>} */
    const samples = Object.fromEntries(one.servers.map((server) => [server, []]));
    for (let round = 0; round < rounds; round++) {
      for (const server of one.servers) samples[server]?.push(await measure(program, server, one, seconds));
    }
    report(name, one.base, samples);
    costs[name] = Object.fromEntries(
      Object.entries(samples).map(([server, runs]) => [server, median(runs.map(({ user, system }) => user + system))]),
    );
  }
  return costs;
}

/** @param {string} program @param {string} server @param {Case} one @param {string} seconds @returns {Promise<Sample>} */
async function measure(program, server, { path, args = [], warmUp = '1' }, seconds) {
  const child = spawn('taskset', ['-c', '0', process.execPath, program, server], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  try {
    /** @type {string} */
    const line = await new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk).trim())));
    const [port, ...header] = line.split(' ');
    const url = `http://127.0.0.1:${port}${path}`;
    const all = header.length === 0 ? args : [...args, '-H', header.join(' ')];
    await wrk(url, all, warmUp);
    const before = cpu(child.pid);
    const { requests, seconds: time } = await wrk(url, all, seconds);
    const after = cpu(child.pid);
    return {
      user: (after.user - before.user) / requests,
      system: (after.system - before.system) / requests,
      rate: requests / time,
      resident: resident(child.pid),
    };
  } finally {
    child.kill('SIGKILL');
  }
}

/**
 * Runs `wrk`. @param {string} url @param {readonly string[]} args @param {string} seconds
 * @param {string} cores those it may run on, as `taskset` has them
 */
export async function wrk(url, args, seconds, cores = '1') {
  const { stdout } = await promisify(execFile)(
    'taskset',
    ['-c', cores, 'wrk', '-t1', '-c64', `-d${seconds}s`, ...args, url],
    { maxBuffer: 1 << 20 },
  );
  const [, requests, time] = /([0-9]+) requests in ([0-9.]+)s/.exec(stdout) ?? [];
  if (requests === undefined || requests === '0' || /Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return { requests: Number(requests), seconds: Number(time) };
}

/** CPU time of a process in µs (proc(5): fields 14 and 15, in hundredths of a second). @param {number | undefined} pid */
export function cpu(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[11]) * 10_000, system: Number(fields[12]) * 10_000 };
}

/** Resident memory of a process in bytes. @param {number | undefined} pid */
export function resident(pid) {
  return Number(/VmRSS:\s+([0-9]+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** @param {string} name @param {string} base @param {Record<string, Sample[]>} samples */
function report(name, base, samples) {
  const medians = Object.entries(samples).map(([server, runs]) => ({
    server,
    user: median(runs.map(({ user }) => user)),
    system: median(runs.map(({ system }) => system)),
    rate: median(runs.map(({ rate }) => rate)),
    resident: median(runs.map((run) => run.resident)),
    spread: runs.map(({ user }) => user.toFixed(1)).join(' '),
  }));
  const yardstick = medians.find(({ server }) => server === base);
  table(
    name,
    medians.map(({ server, user, system, rate, resident: memory, spread }) => ({
      server,
      'user µs': user.toFixed(2),
      'total µs': (user + system).toFixed(2),
      'requests/s': String(Math.round(rate)),
      'user ratio': (user / (yardstick?.user ?? user)).toFixed(2),
      'total ratio': ((user + system) / (yardstick ? yardstick.user + yardstick.system : user + system)).toFixed(2),
      'rate ratio': (rate / (yardstick?.rate ?? rate)).toFixed(2),
      MiB: (memory / 1_048_576).toFixed(0),
      'user µs, rounds': spread,
    })),
  );
}

/** Prints rows as Markdown. @param {string} title @param {readonly Record<string, string>[]} rows */
export function table(title, rows) {
  const names = Object.keys(rows[0] ?? {});
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  console.log(`\n${title}\n`);
  console.log(line(names));
  console.log(line(names.map((_, index) => (index === 0 ? '---' : '--:'))));
  for (const row of rows) console.log(line(names.map((name) => row[name] ?? '')));
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
