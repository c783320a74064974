// @ts-check
/**
 * `/polls/:id` answered as text behind a middleware that adds a header, in each framework. `node:http` does it by hand,
 * with no router and no middleware.
 */
import { createServer } from 'node:http';
import { serve as serveHono } from '@hono/node-server';
import { text } from '@tsgi/http';
import { compose } from '@tsgi/protocol';
import { createRouter } from '@tsgi/router';
import { serve } from '@tsgi/server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { listen } from '../listen.mjs';

/** @type {Record<string, () => Promise<number>>} */
const contenders = {
  async tsgi() {
    const site = createRouter();
    site.get('/polls/:id', (_request, { id }) => text(`Poll ${id}`));
    /** @type {import('@tsgi/protocol').Middleware} */
    const stamp = (app) => (environ, startResponse) =>
      app(environ, (status, headers, failure) => startResponse(status, [...headers, ['X-Served-By', 'us']], failure));
    const server = await serve(compose(stamp)(site), { port: 0, maxRequestsPerConnection: Number.POSITIVE_INFINITY });
    return Number(new URL(server.url).port);
  },
  async 'node:http'() {
    const server = createServer((request, response) => {
      const body = `Poll ${request.url?.slice(7)}`;
      response
        .writeHead(200, {
          'Content-Type': 'text/plain; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          'X-Served-By': 'us',
        })
        .end(body);
    });
    return listen(server);
  },
  async fastify() {
    const app = fastify();
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('X-Served-By', 'us');
      done();
    });
    app.get('/polls/:id', (request, reply) => {
      const { id } = /** @type {{ id: string }} */ (request.params);
      return reply.type('text/plain; charset=utf-8').send(`Poll ${id}`);
    });
    return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  },
  hono() {
    const app = new Hono();
    app.use(async (context, next) => {
      await next();
      context.header('X-Served-By', 'us');
    });
    app.get('/polls/:id', (context) => context.text(`Poll ${context.req.param('id')}`));
    return new Promise((resolve) => {
      serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    });
  },
  async koa() {
    const app = new Koa();
    app.use(async (context, next) => {
      context.set('X-Served-By', 'us');
      await next();
    });
    app.use((context) => {
      context.body = `Poll ${context.path.slice(7)}`;
    });
    return listen(createServer(app.callback()));
  },
  async express() {
    const app = express();
    app.disable('x-powered-by').set('etag', false);
    app.use((_request, response, next) => {
      response.set('X-Served-By', 'us');
      next();
    });
    app.get('/polls/:id', (request, response) => void response.type('text/plain').send(`Poll ${request.params.id}`));
    return listen(createServer(app));
  },
};

console.log(await contenders[process.argv[2] ?? '']?.());
