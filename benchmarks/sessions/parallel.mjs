// @ts-check
/**
 * Two hundred requests of one visitor at the same time, each of which sets a key of its own after a few milliseconds:
 * how many of the keys are there afterwards.
 *
 *     npm run sessions:parallel -w benchmarks
 */
import process from 'node:process';
import { table } from '../cpu-per-request.mjs';
import { begin, sites } from './sites.mjs';

const REQUESTS = 200;

/** @type {Record<string, string>[]} */
const rows = [];
for (const [name, start] of Object.entries(sites)) {
  const port = await start();
  const [, cookie = ''] = (await begin(port)).split('Cookie: ');
  /** @param {string} path */
  const get = async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Cookie: cookie } });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    return response.text();
  };
  await Promise.all(Array.from({ length: REQUESTS }, (_, at) => get(`/set?key=key${at}`)));
  // One key is the counter that began the session.
  rows.push({ sessions: name, 'keys kept': String(Number(await get('/keys')) - 1), of: String(REQUESTS) });
}
table('parallel', rows);
process.exit();
