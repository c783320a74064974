// @ts-check
/**
 * The proof that restarts lose nothing: under load, half of it on connections that stay and half on new ones, a rolling
 * restart, a worker's `kill -9` and a graceful stop, ten times. Prints totals, and exits with 1 for any request that
 * was begun and not answered, or any connection that was refused. What the killed worker held is lost with it; the
 * workers note what they accept, so that a failure on another one is none of those.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Serve } from './command.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, clients: { type: 'string', default: '32' } },
});
const clients = Number(values.clients);

/** @typedef {'restart' | 'kill' | 'stop'} Phase */
/** @typedef {{ id: string, phase: Phase, isFresh: boolean, code: string, port: number, begun: number, ended: number }} Failure */
/** @typedef {{ run: number, load: Load, notes: Notes, code: number, before: number[], fresh: number[] }} Outcome */

let total = { requests: 0, restarts: 0, kills: 0, stops: 0, heldByKilled: 0, crossed: 0, wrong: 0 };
/** @param {number} run */
async function once(run) {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-restarts-'));
  const calls = join(folder, 'calls');
  const command = new Serve(['--workers', '2'], { CALLS: calls });
  const { url, pids } = await command.serving();
  const load = new Load(Number(url.port));
  await setTimeout(500);
  command.child.kill('SIGHUP');
  const { pids: fresh } = await command.serving();
  await setTimeout(300);
  load.phase = 'kill';
  process.kill(fresh[0] ?? 0, 'SIGKILL');
  await command.serving();
  await setTimeout(300);
  load.phase = 'stop';
  const stopping = command.stop();
  await load.end(stopping);
  const code = await stopping;
  judge({ run, load, notes: new Notes(readFileSync(calls, 'utf8')), code, before: pids, fresh });
  rmSync(folder, { recursive: true });
}

/** The first of the fresh workers was killed. @param {Outcome} outcome */
function judge({ run, load, notes, code, before, fresh }) {
  /** @type {Failure[]} */
  const held = [];
  /** @type {Failure[]} */
  const unclaimed = [];
  /** @type {(Failure & { worker: number | undefined })[]} */
  const wrong = [];
  for (const failure of load.failures) {
    const { id, isFresh, phase, code } = failure;
    const worker = notes.workerOf(failure);
    // A request that the application was called for has begun; so has, for who made it, one on a new connection.
    const isBegun = notes.called.has(id) || (isFresh && phase !== 'stop');
    const isKill = phase === 'kill' && code !== 'ECONNREFUSED';
    if (isKill && worker === fresh[0]) held.push(failure);
    else if (isKill && worker === undefined && isFresh) unclaimed.push(failure);
    // Workers that were not told to stop have no reason to close a connection, not even an idle one.
    else if (isBegun || (phase === 'kill' && !before.includes(worker ?? 0))) wrong.push({ ...failure, worker });
  }
  // The worker that is killed may have accepted one connection and not have noted it yet. It accepts one at a time.
  held.push(...unclaimed.splice(0, 1));
  wrong.push(...unclaimed.map((failure) => ({ ...failure, worker: undefined })));
  const problems = [
    ...wrong.map((failure) => JSON.stringify(failure)),
    ...(held.length > clients ? [`the killed worker held ${held.length} requests, of ${clients} clients`] : []),
    ...(code === 0 ? [] : [`exit code ${code}`]),
    ...(before.some((pid) => fresh.includes(pid)) ? ['a worker outlived the restart'] : []),
  ];
  total = {
    requests: total.requests + load.answered,
    restarts: total.restarts + 1,
    kills: total.kills + 1,
    stops: total.stops + 1,
    heldByKilled: total.heldByKilled + held.length,
    crossed: total.crossed + load.failures.length - held.length - wrong.length,
    wrong: total.wrong + problems.length,
  };
  console.log(
    `run ${run}: ${load.answered} answered, ${held.length} held by the killed worker, ${problems.length} wrong`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
}

/** What the workers have noted. */
class Notes {
  /** The worker that was called for a request, by the request's id. @type {Map<string, number>} */
  called = new Map();
  /** @type {{ port: number, pid: number, time: number }[]} */
  #accepted = [];

  /** @param {string} text */
  constructor(text) {
    for (const line of text.split('\n')) {
      const [what, key = '', pid, time] = line.split(' ');
      if (what === 'called') this.called.set(key, Number(pid));
      if (what === 'accepted') this.#accepted.push({ port: Number(key), pid: Number(pid), time: Number(time) });
    }
  }

  /** The worker that has the connection of a request. @param {Failure} failure */
  workerOf({ id, port, begun, ended }) {
    // Another connection may have had the port before, or have it after.
    const accepted = this.#accepted.find((one) => one.port === port && one.time >= begun && one.time <= ended);
    return this.called.get(id) ?? accepted?.pid;
  }
}

/** Clients that ask until they are told to stop. */
class Load {
  answered = 0;
  /** @type {Failure[]} */
  failures = [];
  /** @type {Phase} */
  phase = 'restart';
  #isOver = false;
  #next = 0;
  #port;

  /** @param {number} port */
  constructor(port) {
    this.#port = port;
    this.running = Promise.all(Array.from({ length: clients }, (_, at) => this.#client(at % 2 === 0)));
  }

  /** @param {Promise<unknown>} stopped */
  async end(stopped) {
    await stopped;
    this.#isOver = true;
    await this.running;
  }

  /** @param {boolean} keeps whether it keeps its connection */
  async #client(keeps) {
    /** @type {import('node:net').Socket | undefined} */
    let socket;
    // Of the connection. A socket that is closed does not tell its port any longer.
    let begun = 0;
    let port = 0;
    while (!this.#isOver) {
      const isFresh = socket === undefined || socket.destroyed || !socket.writable || !socket.readable;
      const id = `r${this.#next++}`;
      try {
        if (isFresh) {
          begun = Date.now();
          port = 0;
          socket = await this.#connect();
          port = socket.localPort ?? 0;
        }
        if (socket === undefined) continue;
        const mayStay = await ask(socket, id, keeps);
        this.answered++;
        if (!mayStay) socket.destroy();
      } catch (error) {
        const code = String(Object(error).code ?? error);
        this.failures.push({ id, phase: this.phase, isFresh, code, port, begun, ended: Date.now() });
        socket?.destroy();
        if (this.phase === 'stop') await setTimeout(20);
      }
    }
    socket?.destroy();
  }

  /** @returns {Promise<import('node:net').Socket>} */
  #connect() {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1', () => resolve(socket));
      socket.on('error', reject);
    });
  }
}

/**
 * @param {import('node:net').Socket} socket @param {string} id @param {boolean} keeps
 * @returns {Promise<boolean>} whether the connection may be used again
 */
function ask(socket, id, keeps) {
  return new Promise((resolve, reject) => {
    let received = '';
    const finish = (/** @type {() => void} */ settle) => {
      socket.off('data', onData).off('close', onClose).off('error', reject);
      settle();
    };
    const onData = (/** @type {Buffer} */ chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (head === -1 || received.length < head + 4 + length) return;
      const isRight = received.startsWith('HTTP/1.1 200 ');
      const isLast = /connection: close/i.test(received);
      finish(() => (isRight ? resolve(keeps && !isLast) : reject(new Error(received.slice(0, 60)))));
    };
    const onClose = () => finish(() => reject(new Error(received === '' ? 'closed' : 'cut off')));
    socket.on('data', onData).on('close', onClose).on('error', reject);
    socket.write(`GET /?${id} HTTP/1.1\r\nHost: localhost\r\nConnection: ${keeps ? 'keep-alive' : 'close'}\r\n\r\n`);
  });
}

for (let run = 1; run <= Number(values.runs); run++) await once(run);
console.log(JSON.stringify(total, null, 2));
process.exitCode = total.wrong === 0 ? 0 : 1;
