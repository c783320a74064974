// @ts-check
/**
 * What requests and responses cost: a view that says hello against bare `node:http` answering the same bytes, and a view
 * that reads three cookies, two query values and the best of three media types against its peers doing the same.
 *
 *     npm run http -w benchmarks -- [--seconds 5] [--rounds 5] [--only hello]
 */
import { fileURLToPath } from 'node:url';
import { BROWSER, compare, options } from '../cpu-per-request.mjs';

const cookies = ['-H', 'Cookie: theme=dark; session=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9; lang=de%2DAT; other=1'];
await compare(
  fileURLToPath(new URL('contenders.mjs', import.meta.url)),
  {
    hello: { path: '/hello', args: BROWSER, servers: ['tsgi', 'node:http'], base: 'node:http' },
    reading: {
      path: '/reading?page=2&q=a%20b%26c',
      args: [...BROWSER.filter((_, index) => !/Cookie/.test(BROWSER[index | 1] ?? '')), ...cookies],
      servers: ['tsgi', 'fastify', 'hono', 'express'],
      base: 'fastify',
    },
  },
  options({ seconds: '5', rounds: '5' }),
);
