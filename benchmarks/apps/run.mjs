// @ts-check
/**
 * What the demo applications cost a request, against the same pages in Express: on one worker, on two, and what each
 * stack adds above the queries, which are the same for both, and its own render. That is measured in two ways: what is
 * left of a page without what its queries and its render cost alone, and what is left of a page whose queries were made
 * once. The second one is the sharper: queries cost more in a server than alone, and what they cost more is no stack's.
 *
 *     npm run apps -w benchmarks -- [--seconds 5] [--rounds 5] [--only list]
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BROWSER, compare, median, options, table } from '../cpu-per-request.mjs';
import { checkPage, checkVotes } from './check.mjs';
import { copyData, environmentOf } from './copies.mjs';
import { buildRemembered } from './remembered.mjs';
import { compareWorkers } from './workers.mjs';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const program = here('../dist/contenders.mjs');

/** @type {import('esbuild').BuildOptions} */
const bundled = {
  ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
};

/** @typedef {{ queries: number, ours: number, express: number }} Alone µs for the queries and the render of each */

const folder = mkdtempSync(join(tmpdir(), 'benchmark-apps-'));
try {
  await run(options({ seconds: '5', rounds: '5' }));
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {{ seconds: string, rounds: number, only: string | undefined }} chosen */
async function run(chosen) {
  await bundle();
  const { poll, choice } = await prepare();
  const cases = casesOf(poll, choice);
  await checkPage(program, { page: '/', servers: cases.list.servers });
  await checkPage(program, { page: '/api/articles', servers: cases.articles.servers });
  for (const server of cases.vote.servers)
    await checkVotes(program, server, { path: cases.vote.path, body: `choice=${choice}` });

  const alone = await measureAlone(cases, chosen);
  const costs = await compare(program, cases, chosen);
  const remembered = await compareRemembered(cases, chosen);
  reportAdded(alone, costs, remembered);
  await compareWorkers(cases, () => environmentOf(copyData()), chosen);
}

/** The models of the applications are TypeScript. Bundles lie as deep as the sources, so paths to files stay right. */
async function bundle() {
  await build({
    entryPoints: ['contenders', 'express-workers', 'conduit-app', 'alone', 'prepare'].map((name) =>
      here(`${name}.mjs`),
    ),
    outdir: here('../dist'),
    outExtension: { '.js': '.mjs' },
    ...bundled,
  });
}

/**
 * Measures the pages that make queries and a render, with the queries remembered.
 * @param {ReturnType<typeof casesOf>} cases
 * @param {{ seconds: string, rounds: number, only: string | undefined }} chosen
 */
async function compareRemembered({ list, articles, ...others }, chosen) {
  const remembered = await buildRemembered(bundled);
  const pages = { list, 'list, compressed': others['list, compressed'], articles };
  console.log('\nwith the queries remembered:');
  return compare(remembered, pages, chosen);
}

/** Makes the data. @returns {Promise<{ poll: string, choice: number }>} what to vote for */
async function prepare() {
  const data = join(folder, 'data');
  mkdirSync(data);
  process.env['BENCHMARK_DATA'] = data;
  // Neither is measured here, and both would be taken for the applications' own.
  for (const name of ['DATABASE_URL', 'REDIS_URL']) delete process.env[name];
  return JSON.parse(await output(['node', here('../dist/prepare.mjs'), data]));
}

/** @param {string} poll @param {number} choice */
function casesOf(poll, choice) {
  // Of 64 connections one may wait for long while the first requests compile the pages.
  const patient = ['--timeout', '10s'];
  const browser = [...patient, ...BROWSER];
  const plain = browser.map((value) => (value.startsWith('Accept-Encoding:') ? 'Accept-Encoding: identity' : value));
  // A page of a millisecond needs some seconds until all of it is compiled.
  const warmUp = '3';
  const polls = { warmUp, app: 'polls', servers: ['tsgi polls', 'express polls'], base: 'express polls' };
  Object.assign(process.env, { BENCHMARK_POLL: poll, BENCHMARK_CHOICE: choice, VOTE_BODY: `choice=${choice}` });
  return {
    list: { ...polls, alone: 'list', path: '/', args: plain },
    'list, compressed': { ...polls, alone: 'list', path: '/', args: browser },
    vote: { ...polls, alone: 'vote', path: `/polls/${poll}/vote`, args: [...plain, '-s', here('vote.lua')] },
    articles: {
      ...{
        warmUp,
        app: 'conduit',
        servers: ['tsgi conduit', 'express conduit'],
        base: 'express conduit',
        alone: 'articles',
      },
      ...{ path: '/api/articles', args: [...patient, '-H', 'Accept: application/json'] },
    },
  };
}

/**
 * @param {Record<string, { alone: string }>} cases
 * @param {{ seconds: string, rounds: number, only: string | undefined }} chosen
 * @returns {Promise<Record<string, Alone>>} by case
 */
async function measureAlone(cases, { seconds, rounds, only }) {
  /** @type {Record<string, Alone>} */
  const costs = {};
  const rows = [];
  for (const [name, { alone }] of Object.entries(cases)) {
    if (only !== undefined && only !== name) continue;
    /** @type {Record<string, number>[]} */
    const samples = [];
    for (let round = 0; round < rounds; round++) {
      samples.push(JSON.parse(await output(['taskset', '-c', '0', 'node', here('../dist/alone.mjs'), alone, seconds])));
    }
    const middle = (/** @type {string} */ part) => median(samples.map((sample) => sample[part] ?? 0));
    const queries = middle('queries');
    // A page that is no template is the same text for both.
    const ours = samples[0]?.['our render'] === undefined ? middle('render') : middle('our render');
    costs[name] = { queries, ours, express: middle('render') };
    rows.push({
      page: name,
      'queries µs': queries.toFixed(1),
      'render µs': middle('render').toFixed(1),
      'by @tsgi/templates µs': alone === 'list' ? middle('our render').toFixed(1) : '',
    });
  }
  table('alone', rows);
  return costs;
}

/**
 * @param {Record<string, Alone>} alone
 * @param {Record<string, Record<string, number>>} costs @param {Record<string, Record<string, number>>} remembered
 */
function reportAdded(alone, costs, remembered) {
  const rows = Object.entries(costs).map(([page, byServer]) => {
    const { queries = 0, ours: ourRender = 0, express: expressRender = 0 } = alone[page] ?? {};
    const [ours = 0, express = 0] = Object.values(byServer);
    const [oursRemembered, expressRemembered] = Object.values(remembered[page] ?? {});
    return {
      page,
      'ratio of the page': (ours / express).toFixed(2),
      ...added('', ours - queries - ourRender, express - queries - expressRender),
      ...(oursRemembered === undefined || expressRemembered === undefined
        ? {}
        : added(', queries remembered', oursRemembered - ourRender, expressRemembered - expressRender)),
    };
  });
  table('added above the queries and the own render', rows);
}

/** @param {string} how @param {number} ours @param {number} express in µs */
function added(how, ours, express) {
  return {
    [`tsgi adds µs${how}`]: ours.toFixed(1),
    [`express adds µs${how}`]: express.toFixed(1),
    [`ratio${how}`]: (ours / express).toFixed(2),
  };
}

/** @param {readonly string[]} command */
async function output([file = '', ...args]) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const { stdout } = await promisify(execFile)(file === 'node' ? process.execPath : file, args, { env });
  return stdout;
}
