// @ts-check
/**
 * What a whole stack costs: server, one middleware, router, request and response wrappers, against bare `node:http`
 * answering the same bytes, and against its peers doing the same.
 *
 *     npm run stack -w benchmarks -- [--seconds 5] [--rounds 5]
 */
import { fileURLToPath } from 'node:url';
import { BROWSER, compare, options } from '../cpu-per-request.mjs';

await compare(
  fileURLToPath(new URL('stack-contenders.mjs', import.meta.url)),
  {
    stack: {
      path: '/polls/42',
      args: BROWSER,
      servers: ['tsgi', 'node:http', 'fastify', 'hono', 'koa', 'express'],
      base: 'node:http',
    },
  },
  options({ seconds: '5', rounds: '5' }),
);
