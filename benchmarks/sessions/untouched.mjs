// @ts-check
/**
 * What the middleware costs a request that leaves its session alone: an application called in this process with and
 * without it, in turn, a million requests at a time. Printed are the median of the differences of each pair, and the
 * interval that holds the median with 98 % (the second and the second last of ten).
 *
 *     npm run sessions:untouched -w benchmarks -- [--rounds 10] [--requests 1000000]
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { sessions } from '@tsgi/sessions';
import { memoryStore } from '@tsgi/sessions/memory';
import { median, table } from '../cpu-per-request.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, requests: { type: 'string', default: '1000000' } },
});
const requests = Number(values.requests);

const body = [Buffer.from('hello')];
/** @type {readonly (readonly [string, string])[]} */
const headers = [['Content-Type', 'text/plain']];
/** @type {import('@tsgi/protocol').Application} */
const without = (_, startResponse) => {
  startResponse('200 OK', headers);
  return body;
};
const within = sessions({ store: memoryStore(), secret: 'a secret of thirty-two bytes or more' })(without);

/** An environ of its own for each request, as a server makes it. @returns {import('@tsgi/protocol').Environ} */
function environ() {
  return /** @type {any} */ ({
    REQUEST_METHOD: 'GET',
    SCRIPT_NAME: '',
    PATH_INFO: '/',
    QUERY_STRING: '',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '127.0.0.1',
    HTTP_HOST: 'localhost',
    HTTP_COOKIE: 'session=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9; theme=dark',
    'tsgi.url_scheme': 'http',
    'tsgi.errors': process.stderr,
    'tsgi.exchange': { facts: {}, signal },
  });
}
const { signal } = new AbortController();
const write = () => Promise.resolve();
const startResponse = () => write;

/** Nanoseconds of this process's CPU a request. @param {import('@tsgi/protocol').Application} app */
function round(app) {
  const before = process.cpuUsage();
  for (let request = 0; request < requests; request++) {
    if (!Array.isArray(app(environ(), startResponse))) throw new Error('not answered at once');
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / requests;
}

for (const app of [without, within]) round(app);
/** @type {{ plain: number, session: number }[]} */
const rounds = [];
for (let index = 0; index < Number(values.rounds); index++) {
  // Whoever comes second has the warmer machine: they take turns at that too.
  if (index % 2 === 0) rounds.push({ plain: round(without), session: round(within) });
  else {
    const session = round(within);
    rounds.push({ session, plain: round(without) });
  }
}
const differences = rounds.map(({ plain, session }) => session - plain).sort((a, b) => a - b);
table('untouched', [
  {
    'without, ns': median(rounds.map(({ plain }) => plain)).toFixed(0),
    'with, ns': median(rounds.map(({ session }) => session)).toFixed(0),
    'more, ns': median(differences).toFixed(0),
    interval: `${differences[1]?.toFixed(0)} to ${differences.at(-2)?.toFixed(0)}`,
  },
]);
