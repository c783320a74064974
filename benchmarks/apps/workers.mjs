// @ts-check
/** The applications in two processes: `tsgi serve --workers 2`, and the peers in `node:cluster`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Serve } from '../cli/command.mjs';
import { cpu, median, table, wrk } from '../cpu-per-request.mjs';

/** @typedef {{ url: URL, pids: readonly (number | undefined)[], stop: () => Promise<unknown> }} Running */

/**
 * Measures pages on two workers, with `wrk` beside them on the same cores, and prints a table of them.
 * @param {Record<string, import('../cpu-per-request.mjs').Case & { app: string }>} cases
 * @param {() => Record<string, string>} environment of a server, with data of its own
 * @param {{ seconds: string, rounds: number, only: string | undefined }} options
 */
export async function compareWorkers(cases, environment, { seconds, rounds, only }) {
  for (const [name, { app, path, args = [], warmUp = '1' }] of Object.entries(cases)) {
    if (only !== undefined && only !== name) continue;
    /** @type {Record<string, { cost: number, rate: number }[]>} */
    const samples = { tsgi: [], express: [] };
    for (let round = 0; round < rounds; round++) {
      samples['tsgi']?.push(await measure(await startOurs(app, environment()), path, args, warmUp, seconds));
      samples['express']?.push(await measure(await startExpress(app, environment()), path, args, warmUp, seconds));
    }
    const costs = Object.entries(samples).map(([server, runs]) => ({
      server,
      cost: median(runs.map((run) => run.cost)),
      rate: median(runs.map((run) => run.rate)),
    }));
    const base = costs.at(-1);
    const rows = costs.map(({ server, cost, rate }) => ({
      server,
      'total µs': cost.toFixed(2),
      'requests/s': rate.toFixed(0),
      'total ratio': (cost / (base?.cost ?? cost)).toFixed(2),
      'rate ratio': (rate / (base?.rate ?? rate)).toFixed(2),
    }));
    table(`${name}, two workers`, rows);
  }
}

/** @param {Running} server @param {string} path @param {readonly string[]} args @param {string} warmUp @param {string} seconds */
async function measure({ url, pids, stop }, path, args, warmUp, seconds) {
  const total = () => pids.map(cpu).reduce((sum, { user, system }) => sum + user + system, 0);
  try {
    const address = new URL(path, url).href;
    await wrk(address, args, warmUp, '0,1');
    const before = total();
    const { requests, seconds: time } = await wrk(address, args, seconds, '0,1');
    return { cost: (total() - before) / requests, rate: requests / time };
  } finally {
    await stop();
  }
}

/** @param {string} app @param {Record<string, string>} environment @returns {Promise<Running>} */
async function startOurs(app, environment) {
  const module = app === 'polls' ? '../../apps/polls/dist/app.js' : '../dist/conduit-app.mjs';
  const command = new Serve(['--workers', '2'], environment, fileURLToPath(new URL(module, import.meta.url)));
  const { url, pids } = await command.serving();
  return { url, pids: [command.child.pid, ...pids], stop: () => command.stop() };
}

/** @param {string} app @param {Record<string, string>} environment @returns {Promise<Running>} */
async function startExpress(app, environment) {
  const program = fileURLToPath(new URL('../dist/express-workers.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, app, '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [line] = await once(child.stdout, 'data');
  const { port, pids } = JSON.parse(String(line));
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return { url: new URL(`http://127.0.0.1:${port}`), pids, stop };
}
