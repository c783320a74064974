// @ts-check
/**
 * What a request costs: user and system CPU of the server's process around a run of `wrk`, servers in turn within each
 * round, medians of the rounds, and the ratio to `node:http`. The server has one core to itself, `wrk` another one.
 *
 *     npm run server -w benchmarks -- [--seconds 5] [--rounds 5] [--only plaintext]
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});

/** The headers of a browser. */
const BROWSER = [
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
];

/** @type {Record<string, { readonly path: string, readonly args: readonly string[], readonly servers: readonly string[] }>} */
const CASES = {
  plaintext: { path: '/', args: BROWSER.flatMap((line) => ['-H', line]), servers: ['node:net', 'node:http', 'tsgi'] },
  pipelined: { path: '/', args: ['-s', script('pipelined.lua')], servers: ['node:http', 'tsgi'] },
  json: { path: '/json', args: ['-s', script('json.lua')], servers: ['node:http', 'tsgi'] },
  stream: { path: '/stream', args: [], servers: ['node:http', 'tsgi'] },
};

for (const [name, one] of Object.entries(CASES)) {
  if (values.only !== undefined && values.only !== name) continue;
  /** @type {Record<string, Sample[]>} */
  const samples = Object.fromEntries(one.servers.map((server) => [server, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const server of one.servers) samples[server]?.push(await measure(server, one.path, one.args));
  }
  report(name, samples);
}

/** @typedef {{ user: number, system: number, rate: number }} Sample µs, µs, requests a second */

/** @param {string} server @param {string} path @param {readonly string[]} args @returns {Promise<Sample>} */
async function measure(server, path, args) {
  const child = spawn('taskset', ['-c', '0', process.execPath, script('contenders.mjs'), server], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise((resolve) => child.stdout.once('data', (line) => resolve(Number(String(line)))));
    const url = `http://127.0.0.1:${port}${path}`;
    await wrk(url, args, '1');
    const before = cpu(child.pid);
    const { requests, seconds } = await wrk(url, args, values.seconds);
    const after = cpu(child.pid);
    return {
      user: (after.user - before.user) / requests,
      system: (after.system - before.system) / requests,
      rate: requests / seconds,
    };
  } finally {
    child.kill('SIGKILL');
  }
}

/** @param {string} url @param {readonly string[]} args @param {string} seconds */
async function wrk(url, args, seconds) {
  const { stdout } = await promisify(execFile)(
    'taskset',
    ['-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}s`, ...args, url],
    { maxBuffer: 1 << 20 },
  );
  const [, requests, time] = /([0-9]+) requests in ([0-9.]+)s/.exec(stdout) ?? [];
  if (requests === undefined || /Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return { requests: Number(requests), seconds: Number(time) };
}

/** CPU time of a process in µs (proc(5): fields 14 and 15, in hundredths of a second). @param {number | undefined} pid */
function cpu(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[11]) * 10_000, system: Number(fields[12]) * 10_000 };
}

/** @param {string} name @param {Record<string, Sample[]>} samples */
function report(name, samples) {
  const medians = Object.entries(samples).map(([server, runs]) => ({
    server,
    user: median(runs.map(({ user }) => user)),
    system: median(runs.map(({ system }) => system)),
    rate: median(runs.map(({ rate }) => rate)),
  }));
  const base = medians.find(({ server }) => server === 'node:http');
  console.log(`\n${name}`);
  console.table(
    medians.map(({ server, user, system, rate }) => ({
      server,
      'user µs': user.toFixed(2),
      'system µs': system.toFixed(2),
      'requests/s': Math.round(rate),
      'user ratio': (user / (base?.user ?? user)).toFixed(2),
      'rate ratio': (rate / (base?.rate ?? rate)).toFixed(2),
    })),
  );
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** @param {string} file */
function script(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
