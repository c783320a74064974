/**
 * Mixed load for a long time: heap after a forced collection and resident memory are flat within 5 % between minute 2
 * and the end. `node soak/run.mjs 10`: minutes, at least 3 for a verdict. The load: keep-alive requests, uploads, requests
 * that are malformed, clients that leave in the middle of a request and of a response.
 */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { launch, mebibytes, verdict } from '../abuse/launch.mjs';

const minutes = Number(process.argv[2] ?? 10);
const end = performance.now() + minutes * 60_000;
const server = await launch();
const { hostname, port } = new URL(server.url);
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const counts = { answered: 0, abandoned: 0 };

/** @param {'GET' | 'POST'} method @param {string} [body] @returns {Promise<void>} */
function ask(method, body) {
  return new Promise((resolve, reject) => {
    const asking = request(server.url, { agent, method }, (response) => {
      response.resume().on('end', resolve);
      counts.answered++;
    });
    asking.on('error', reject).end(body);
  });
}

/** Sends, reads a little or nothing, and leaves. @param {string} text @returns {Promise<void>} */
function abandon(text) {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.write(text, () => setImmediate(() => socket.destroy()));
    counts.abandoned++;
  });
}

const body = 'x'.repeat(100_000);
/** @type {(() => Promise<void>)[]} */
const kinds = [
  () => ask('GET'),
  () => ask('POST', 'small'),
  () => ask('POST', body),
  () => abandon('GET / HTTP/1.1\r\nHost: h\r\nBad Field: x\r\n\r\n'),
  () => abandon('GET /half HTTP/1.1\r\nHos'),
  () => abandon('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nhalf'),
  () => abandon('GET /endless HTTP/1.1\r\nHost: h\r\n\r\n'),
];

async function load() {
  for (let i = 0; performance.now() < end; i++) {
    // Three ordinary requests to one of the others.
    await kinds[i % 4 === 3 ? 3 + (Math.floor(i / 4) % (kinds.length - 3)) : i % 3]?.();
  }
}

/** @type {{ minute: number, heapUsed: number, rss: number }[]} */
const samples = [];
const loads = Array.from({ length: 16 }, load);
const began = performance.now();
while (performance.now() < end) {
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const sample = { minute: (performance.now() - began) / 60_000, ...(await server.memory()) };
  samples.push(sample);
  console.log(
    `${sample.minute.toFixed(1).padStart(5)} min  heap ${mebibytes(sample.heapUsed)}  resident ${mebibytes(sample.rss)}`,
  );
}
await Promise.all(loads);
agent.destroy();
server.stop();
console.log(`${counts.answered} answered, ${counts.abandoned} abandoned`);

/** How much the mean of the last minute is above that of the minute after minute 2. @param {'heapUsed' | 'rss'} what */
function growth(what) {
  const last = (samples.at(-1)?.minute ?? 0) - 1;
  const early = mean(samples.filter(({ minute }) => minute >= 2 && minute < 3).map((sample) => sample[what]));
  const late = mean(samples.filter(({ minute }) => minute >= last).map((sample) => sample[what]));
  return late / early - 1;
}

/** @param {readonly number[]} numbers */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

if (minutes < 3) {
  console.log('Too short for a verdict');
} else {
  verdict(`heap after a collection: ${(growth('heapUsed') * 100).toFixed(1)} %`, Math.abs(growth('heapUsed')) <= 0.05);
  verdict(`resident memory: ${(growth('rss') * 100).toFixed(1)} %`, Math.abs(growth('rss')) <= 0.05);
}
