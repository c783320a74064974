// @ts-check
/**
 * What a request costs on the server, against bare `node:http` and its peers answering the same bytes.
 *
 *     npm run server -w benchmarks -- [--seconds 5] [--rounds 5] [--only plaintext]
 */
import { fileURLToPath } from 'node:url';
import { BROWSER, compare, options } from '../cpu-per-request.mjs';

const base = 'node:http';
await compare(
  path('contenders.mjs'),
  {
    plaintext: {
      path: '/',
      args: BROWSER,
      servers: ['node:net', 'tsgi', 'node:http', 'fastify', 'hono', 'koa', 'express'],
      base,
    },
    pipelined: { path: '/', args: ['-s', path('pipelined.lua')], servers: ['tsgi', 'node:http'], base },
    json: { path: '/json', args: ['-s', path('json.lua')], servers: ['tsgi', 'node:http'], base },
    stream: { path: '/stream', servers: ['tsgi', 'node:http'], base },
  },
  options({ seconds: '5', rounds: '5' }),
);

/** @param {string} file */
function path(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
