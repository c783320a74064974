// @ts-check
/**
 * What finding a route costs: our tree, find-my-way and memoirist on 200 routes, in turn in one process, medians of
 * rounds. A 405 is, in the two that do not know it, a miss and a second lookup with the method that there is.
 * Then the tree alone on hostile paths: the time has to grow as their length.
 *
 *     npm run router -w benchmarks
 */
import findMyWay from 'find-my-way';
import { Memoirist } from 'memoirist';
import { parsePattern } from '../../packages/router/src/pattern.ts';
import { RouteTree } from '../../packages/router/src/route-tree.ts';
import { median, table as print } from '../cpu-per-request.mjs';
import { cases, table } from './routes.mjs';

const rounds = 15;
const lookups = 200_000;

/** @type {RouteTree<{ pattern: string }, object>} */
const tree = new RouteTree();
const way = findMyWay();
const memoirist = new Memoirist();
for (const [method, pattern] of table) {
  tree.add(parsePattern(pattern, {}), method, { pattern });
  way.on(/** @type {'GET'} */ (method), pattern, () => undefined);
  memoirist.add(method, pattern, pattern);
}

/** @type {Record<string, (method: string, path: string) => unknown>} */
const engines = {
  tsgi: (method, path) => tree.find(method, path, 'redirect'),
  'find-my-way': (method, path) =>
    way.find(/** @type {'GET'} */ (method), path) ?? (method === 'DELETE' ? way.find('GET', path) : undefined),
  memoirist: (method, path) =>
    memoirist.find(method, path) ?? (method === 'DELETE' ? memoirist.find('GET', path) : undefined),
};

/** @type {Record<string, string>[]} */
const rows = [];
for (const [name, method, path] of cases) {
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(engines).map((engine) => [engine, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [engine, find] of Object.entries(engines)) {
      const began = process.cpuUsage();
      for (let i = 0; i < lookups; i++) find(method, path);
      times[engine]?.push((process.cpuUsage(began).user * 1000) / lookups);
    }
  }
  const nanoseconds = Object.entries(times).map(([engine, all]) => [engine, median(all).toFixed(0)]);
  rows.push({ case: name, ...Object.fromEntries(nanoseconds) });
}
print(`nanoseconds a lookup, ${table.length} routes`, rows);

const sizes = [500, 1000, 2000, 4000, 8000];
const hostile = {
  'many segments': (/** @type {number} */ size) => '/a'.repeat(size / 2),
  slashes: (/** @type {number} */ size) => '/'.repeat(size),
  escapes: (/** @type {number} */ size) => `/users/${'%C3%A9'.repeat(size / 6)}`,
  'one long segment': (/** @type {number} */ size) => `/repos/${'a'.repeat(size)}/x/y`,
};
print(
  'microseconds for a hostile path of so many characters',
  Object.entries(hostile).map(([name, make]) => ({
    path: name,
    ...Object.fromEntries(
      sizes.map((size) => {
        const path = make(size);
        const began = process.cpuUsage();
        for (let i = 0; i < 20_000; i++) tree.find('GET', path, 'redirect');
        return [`${size} chars`, (process.cpuUsage(began).user / 20_000).toFixed(2)];
      }),
    ),
  })),
);
