// @ts-check
/**
 * One site in each framework: `/counter` adds one to a number in the session, by reading and setting it; `/set?key=k`
 * sets a key of its own a few milliseconds after the session was loaded; `/keys` counts the keys. `REDIS_URL` says
 * where Redis is.
 */
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import { text, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import { session, sessions } from '@tsgi/sessions';
import { memoryStore } from '@tsgi/sessions/memory';
import { redisStore } from '@tsgi/sessions/redis';
import { RedisStore } from 'connect-redis';
import express from 'express';
import expressSession from 'express-session';
import fastify from 'fastify';
import { createClient } from 'redis';

const secret = 'a secret of thirty-two bytes or more';
const MILLISECONDS = 5;

/** What the views use of a session. @typedef {Record<string, number>} Values */

/** A client, and a prefix that no other run has. */
async function redis() {
  const client = await createClient({ url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' }).connect();
  return { client, prefix: `bench-${randomUUID()}:` };
}

/** For what is left in Redis, a quarter of an hour is enough. */
const MAX_AGE = 900_000;

/** @param {import('@tsgi/sessions').SessionStore} store */
async function tsgi(store) {
  const app = sessions({ store, secret, idle: MAX_AGE / 1000 })(
    view(async (/** @type {import('@tsgi/http').HttpRequest<any>} */ request) => {
      /** @type {import('@tsgi/sessions').Session<Values>} */
      const visitor = await session(request);
      if (request.path === '/keys') return text(String(visitor.entries().length));
      if (request.path === '/set') {
        await sleep(MILLISECONDS);
        visitor.set(request.query.get('key') ?? '', 1);
      } else visitor.set('n', (visitor.get('n') ?? 0) + 1);
      return text(String(visitor.get('n')));
    }),
  );
  const server = await serve(app, { port: 0, maxRequestsPerConnection: Number.POSITIVE_INFINITY });
  return Number(new URL(server.url).port);
}

/** @param {import('express-session').Store} store */
async function onExpress(store) {
  const app = express();
  app.disable('x-powered-by').set('etag', false);
  app.use(expressSession({ store, secret, resave: false, saveUninitialized: false, cookie: { maxAge: MAX_AGE } }));
  /** @param {express.Request} request @returns {Values} */
  const valuesOf = (request) => /** @type {any} */ (request.session);
  app.get('/counter', (request, response) => {
    const values = valuesOf(request);
    values['n'] = (values['n'] ?? 0) + 1;
    response.type('text/plain').send(String(values['n']));
  });
  app.get('/set', async (request, response) => {
    await sleep(MILLISECONDS);
    valuesOf(request)[String(request.query['key'])] = 1;
    response.type('text/plain').send('set');
  });
  app.get('/keys', (request, response) => {
    response.type('text/plain').send(String(Object.keys(request.session).length - 1));
  });
  const server = app.listen(0, '127.0.0.1');
  return /** @type {Promise<number>} */ (
    new Promise((resolve) => {
      server.on('listening', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    })
  );
}

/** @param {any} store `undefined` for the memory store of the plugin */
async function onFastify(store) {
  const app = fastify();
  app.register(fastifyCookie);
  app.register(fastifySession, {
    secret,
    saveUninitialized: false,
    cookie: { secure: false, maxAge: MAX_AGE },
    ...(store === undefined ? {} : { store }),
  });
  /** @param {import('fastify').FastifyRequest} request @returns {any} */
  const sessionOf = (request) => request.session;
  app.get('/counter', (request, reply) => {
    const values = sessionOf(request);
    values.set('n', (values.get('n') ?? 0) + 1);
    return reply.type('text/plain; charset=utf-8').send(String(values.get('n')));
  });
  app.get('/set', async (request, reply) => {
    await sleep(MILLISECONDS);
    const { key } = /** @type {{ key: string }} */ (request.query);
    sessionOf(request).set(key, 1);
    return reply.type('text/plain; charset=utf-8').send('set');
  });
  app.get('/keys', (request, reply) => {
    const keys = Object.keys(sessionOf(request)).filter((key) => key !== 'cookie');
    return reply.type('text/plain; charset=utf-8').send(String(keys.length));
  });
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
}

/** Each starts a site and gives its port. @type {Record<string, () => Promise<number>>} */
export const sites = {
  '@tsgi/sessions, memory': () => tsgi(memoryStore()),
  '@tsgi/sessions, Redis': async () => {
    const { client, prefix } = await redis();
    return tsgi(redisStore(client, { prefix }));
  },
  'express-session, memory': () => onExpress(new expressSession.MemoryStore()),
  'express-session, connect-redis': async () => onExpress(new RedisStore(await redis())),
  '@fastify/session, memory': () => onFastify(undefined),
  '@fastify/session, connect-redis': async () => onFastify(new RedisStore(await redis())),
};

/** Begins a session, and gives the header that continues it. @param {number} port */
export async function begin(port) {
  const response = await fetch(`http://127.0.0.1:${port}/counter`);
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`no session: ${response.status} ${await response.text()}`);
  return `Cookie: ${cookie}`;
}
