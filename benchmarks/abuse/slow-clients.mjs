/**
 * `slowhttptest` holds 1,000 connections in each of its modes (slow head, slow body, slow read) while an ordinary client
 * asks: 99 of 100 answers have to come within 100 ms. The limits are the server's defaults: a head in 10 s, a body at
 * 500 bytes a second, a write stalled for 30 s. `node slow-clients.mjs 30`: seconds a mode.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { stripVTControlCharacters } from 'node:util';
import { launch, mebibytes, verdict } from './launch.mjs';

const seconds = Number(process.argv[2] ?? 20);
const common = ['-c', '1000', '-r', '500', '-l', String(seconds), '-i', '5'];
/** @type {[name: string, args: string[]][]} */
const modes = [
  ['slow head (-H)', ['-H']],
  ['slow body (-B)', ['-B', '-s', '100000']],
  ['slow read (-X)', ['-X', '-w', '10', '-y', '20', '-n', '5', '-z', '10', '-k', '1']],
];

const server = await launch();
try {
  for (const [name, args] of modes) {
    const target = args[0] === '-X' ? `${server.url}/endless` : `${server.url}/`;
    const attack = spawn('slowhttptest', [...args, ...common, '-u', target], { stdio: ['ignore', 'pipe', 'inherit'] });
    let most = 0;
    attack.stdout.on('data', (chunk) => {
      for (const [, open] of stripVTControlCharacters(String(chunk)).matchAll(/connected:\s*(\d+)/g))
        most = Math.max(most, Number(open));
    });
    const times = await ask(once(attack, 'exit'));
    const { rss } = await server.memory();
    const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY;
    const figures = `${times.length} answers, p99 ${p99.toFixed(1)} ms, at most ${most} slow connections, ${mebibytes(rss)}`;
    verdict(`${name}: ${figures}`, p99 < 100 && most >= 900);
  }
} finally {
  server.stop();
}

/** Asks every 10 ms until `end`. @param {Promise<unknown>} end @returns {Promise<number[]>} milliseconds each */
async function ask(end) {
  const agent = new Agent({ keepAlive: true });
  const state = { ended: false };
  void end.then(() => (state.ended = true));
  /** @type {number[]} */
  const times = [];
  while (!state.ended) {
    const began = performance.now();
    await new Promise((resolve, reject) => {
      get(server.url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  agent.destroy();
  return times;
}
