// @ts-check
/** Whether two servers do the same: the same bytes of a page, and votes that are answered with 303 and counted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import Sqlite from 'libsql';
import { copyData } from './copies.mjs';

/** How many visitors vote at once. */
const VOTES = 50;

/** Pages are asked for uncompressed, and compressed as a browser wants them. */
const CODINGS = ['identity', 'gzip, deflate, br, zstd'];

/**
 * @param {string} program of the contenders
 * @param {{ page: string, servers: readonly string[] }} page
 * @throws Error when one page is not the other one, or not compressed as the other one is
 */
export async function checkPage(program, { page, servers }) {
  for (const coding of CODINGS) {
    const answers = [];
    for (const server of servers) {
      answers.push(
        await during(program, server, copyData(), async (url) => {
          const response = await fetch(new URL(page, url), {
            headers: { 'Accept-Encoding': coding, 'Accept-Language': 'en' },
          });
          if (response.status !== 200) throw new Error(`${server} answers ${page} with ${response.status}`);
          return { server, coding: response.headers.get('Content-Encoding'), text: await response.text() };
        }),
      );
    }
    const [first, ...others] = answers;
    for (const other of others) {
      if (first?.text !== other.text) throw new Error(`${page} differs:\n${first?.text}\n---\n${other.text}`);
      if (first.coding !== other.coding) throw new Error(`${page}: ${first.coding} and ${other.coding}`);
    }
    console.log(`${page}: the same ${Buffer.byteLength(first?.text ?? '')} bytes, as ${first?.coding ?? 'they are'}`);
  }
}

/**
 * @param {string} program @param {string} server @param {{ path: string, body: string }} vote
 * @throws Error when a vote is not in the table
 */
export async function checkVotes(program, server, { path, body }) {
  const data = copyData();
  const before = votesIn(data);
  await during(program, server, data, async (url) => {
    const votes = Array.from({ length: VOTES }, async () => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' };
      const response = await fetch(new URL(path, url), { method: 'POST', body, headers, redirect: 'manual' });
      if (response.status !== 303) throw new Error(`${server}: ${response.status} ${await response.text()}`);
      if (response.headers.get('Set-Cookie') === null) throw new Error(`${server} gives a voter no session`);
    });
    await Promise.all(votes);
  });
  const counted = votesIn(data) - before;
  if (counted !== VOTES) throw new Error(`${server}: ${VOTES} votes were answered with 303, ${counted} are there`);
  console.log(`${server}: ${VOTES} votes, each answered with 303 and in the table`);
}

/** @param {string} data */
function votesIn(data) {
  const database = new Sqlite(`${data}/polls.db`);
  const row = /** @type {{ number: number }} */ (database.prepare('SELECT count(*) AS number FROM votes').get());
  database.close();
  return row.number;
}

/**
 * @template T @param {string} program @param {string} server @param {string} data
 * @param {(url: string) => Promise<T>} work
 */
async function during(program, server, data, work) {
  const child = spawn(process.execPath, [program, server], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', BENCHMARK_COPY: data },
  });
  try {
    const [port] = await once(child.stdout, 'data');
    return await work(`http://127.0.0.1:${Number(String(port))}`);
  } finally {
    child.kill('SIGKILL');
  }
}
