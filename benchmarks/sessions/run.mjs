// @ts-check
/**
 * What a page costs that reads a number in its session and sets it, with sessions in memory and in Redis.
 *
 *     npm run sessions -w benchmarks -- [--seconds 5] [--rounds 5] [--only redis]
 */
import { fileURLToPath } from 'node:url';
import { BROWSER, compare, options } from '../cpu-per-request.mjs';

// Without a cookie: each site has its own.
const args = BROWSER.filter((_, index) => !/^Cookie/.test(BROWSER[index | 1] ?? ''));
const peers = ['express-session, connect-redis', '@fastify/session, connect-redis'];
const inMemory = ['express-session, memory', '@fastify/session, memory'];
await compare(
  fileURLToPath(new URL('contenders.mjs', import.meta.url)),
  {
    redis: {
      path: '/counter',
      args,
      servers: ['@tsgi/sessions, Redis', '@tsgi/sessions, memory', ...peers],
      base: '@fastify/session, connect-redis',
    },
    memory: {
      path: '/counter',
      args,
      servers: ['@tsgi/sessions, memory', ...inMemory],
      base: '@fastify/session, memory',
    },
  },
  options({ seconds: '5', rounds: '5' }),
);
