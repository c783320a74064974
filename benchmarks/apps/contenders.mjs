// @ts-check
/** One process of each application, on data of its own. Prints its port. */
import { createServer } from 'node:http';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { serve } from '@tsgi/server';
import { listen } from '../listen.mjs';
import conduit from './conduit-app.mjs';
import { copyData, environmentOf } from './copies.mjs';
import { inApps } from './data.mjs';
import { expressConduit, expressPolls } from './express.mjs';

Object.assign(process.env, environmentOf(process.env['BENCHMARK_COPY'] ?? copyData()));

/** @type {Record<string, () => Promise<number>>} */
const contenders = {
  'tsgi polls': async () => {
    // The built application, as it is deployed, unless the environment names a changed one.
    const file = process.env['BENCHMARK_POLLS_APP'] ?? inApps('polls/dist/app.js');
    const { default: polls } = await import(pathToFileURL(file).href);
    return portOf(await polls());
  },
  'tsgi conduit': async () => portOf(await conduit()),
  'express polls': async () => listen(createServer(await expressPolls())),
  'express conduit': async () => listen(createServer(await expressConduit())),
};

/** @param {import('@tsgi/protocol').Application} app */
async function portOf(app) {
  const server = await serve(app, { port: 0 });
  return Number(new URL(server.url).port);
}

console.log(await contenders[process.argv[2] ?? '']?.());
