// @ts-check
/**
 * What an idle keep-alive connection costs in memory: resident memory of the server before and after so many clients
 * have had one answer each and stay connected.
 *
 *     npm run server:idle -w benchmarks -- [--connections 10000] [--rounds 3]
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, resident, table } from '../cpu-per-request.mjs';

const { values } = parseArgs({
  options: { connections: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
});
const connections = Number(values.connections);
const program = fileURLToPath(new URL('contenders.mjs', import.meta.url));

/** @type {Record<string, number[]>} */
const samples = { tsgi: [], 'node:http, keepAliveTimeout 75 s': [] };
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of Object.keys(samples)) samples[name]?.push(await measure(name.split(',')[0] ?? name));
}
table(
  `${connections} idle connections`,
  Object.entries(samples).map(([name, runs]) => ({
    server: name,
    'bytes a connection': (median(runs) / connections).toFixed(0),
  })),
);

/** @param {string} name @returns {Promise<number>} bytes */
async function measure(name) {
  const child = spawn(process.execPath, ['--expose-gc', program, name], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await new Promise((resolve) => child.stdout?.once('data', (line) => resolve(Number(String(line)))));
  // A warm server first: what the first thousand cost is not of the connections.
  for (let i = 0; i < 1000; i++) (await ask(port)).destroy();
  const before = await settled(child);
  /** @type {import('node:net').Socket[]} */
  const sockets = [];
  while (sockets.length < connections) {
    sockets.push(...(await Promise.all(Array.from({ length: 200 }, () => ask(port)))));
  }
  const after = await settled(child);
  for (const socket of sockets) socket.destroy();
  child.kill();
  return after - before;
}

/** Resident memory after forced collections. @param {import('node:child_process').ChildProcess} child */
async function settled(child) {
  const collected = new Promise((resolve) => child.once('message', resolve));
  child.send('collect');
  await collected;
  return resident(child.pid);
}

/** Connects and reads one answer. @param {number} port @returns {Promise<import('node:net').Socket>} */
function ask(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.once('data', () => resolve(socket)).once('error', reject);
  });
}
