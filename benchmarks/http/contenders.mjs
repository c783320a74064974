// @ts-check
/** `/hello`, and `/reading`, which answers with what it has read of cookies, query and Accept, in each framework. */
import { createServer } from 'node:http';
import fastifyAccepts from '@fastify/accepts';
import fastifyCookie from '@fastify/cookie';
import { serve as serveHono } from '@hono/node-server';
import { text, view } from '@tsgi/http';
import { serve } from '@tsgi/server';
import cookieParser from 'cookie-parser';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { getCookie } from 'hono/cookie';
import { listen } from '../listen.mjs';

const types = /** @type {const} */ (['application/json', 'text/html', 'text/plain']);

/** @param {readonly unknown[]} read */
function answer(read) {
  return read.join(' ');
}

const hello = view(() => text('Hello'));
const reading = view((request) =>
  text(
    answer([
      ...['theme', 'session', 'lang'].map((name) => request.cookies.get(name)),
      ...['page', 'q'].map((name) => request.query.get(name)),
      request.accepts(types),
    ]),
  ),
);

/** @type {Record<string, () => Promise<number>>} */
const contenders = {
  async tsgi() {
    const server = await serve(
      (environ, startResponse) => (environ.PATH_INFO === '/hello' ? hello : reading)(environ, startResponse),
      { port: 0, maxRequestsPerConnection: Number.POSITIVE_INFINITY },
    );
    return Number(new URL(server.url).port);
  },
  async 'node:http'() {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 5 }).end('Hello');
    });
    return listen(server);
  },
  async fastify() {
    const app = fastify();
    app.register(fastifyCookie);
    app.register(fastifyAccepts);
    app.get('/reading', (request, reply) => {
      const query = /** @type {Record<string, string>} */ (request.query);
      const { theme, session, lang } = request.cookies;
      return reply
        .type('text/plain; charset=utf-8')
        .send(answer([theme, session, lang, query['page'], query['q'], request.type([...types])]));
    });
    return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  },
  hono() {
    const app = new Hono();
    app.get('/reading', (context) => {
      const cookies = ['theme', 'session', 'lang'].map((name) => getCookie(context, name));
      const type = accepts(context, { header: 'Accept', supports: [...types], default: 'text/plain' });
      return context.text(answer([...cookies, context.req.query('page'), context.req.query('q'), type]));
    });
    return new Promise((resolve) => {
      serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    });
  },
  async express() {
    const app = express();
    app.disable('x-powered-by').set('etag', false);
    app.use(cookieParser());
    app.get('/reading', (request, response) => {
      const { theme, session, lang } = request.cookies;
      const { page, q } = request.query;
      response.type('text/plain').send(answer([theme, session, lang, page, q, request.accepts([...types])]));
    });
    const server = app.listen(0, '127.0.0.1');
    return new Promise((resolve) => {
      server.on('listening', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  },
};

console.log(await contenders[process.argv[2] ?? '']?.());
