// @ts-check
/**
 * The servers that are compared, all answering the same bytes. `node contenders.mjs <name>` runs one and prints its
 * port. Each knows `/` (plaintext), `/json` (reads a JSON body and answers it) and `/stream` (100 chunks of 1 KiB).
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import { serve } from '@tsgi/server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { listen } from '../listen.mjs';

const PLAIN = Buffer.from('Hello, World!');
const CHUNK = Buffer.alloc(1024, 'x');

/** @type {Record<string, () => Promise<number>>} */
const contenders = {
  /** The floor for public API: no parsing, a constant. */
  async 'node:net'() {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!';
    const server = createNetServer({ noDelay: true }, (socket) => {
      socket.on('data', () => socket.write(answer, 'latin1'));
      socket.on('error', () => undefined);
    });
    return listen(server);
  },
  async 'node:http'() {
    const server = createHttpServer({ keepAliveTimeout: 75_000 }, (request, response) => {
      if (request.url === '/json') {
        /** @type {Buffer[]} */
        const chunks = [];
        request.on('data', (chunk) => chunks.push(chunk));
        request.on('end', () => {
          const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.concat(chunks).toString())));
          response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
        });
      } else if (request.url === '/stream') {
        response.writeHead(200, { 'Content-Type': 'text/plain' });
        for (let i = 0; i < 100; i++) response.write(CHUNK);
        response.end();
      } else {
        response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': PLAIN.length }).end(PLAIN);
      }
    });
    return listen(server);
  },
  async tsgi() {
    const server = await serve(
      (environ, startResponse) => {
        if (environ.PATH_INFO === '/json') return json(environ, startResponse);
        startResponse('200 OK', [['Content-Type', 'text/plain']]);
        return environ.PATH_INFO === '/stream' ? stream() : [PLAIN];
      },
      { port: 0, maxRequestsPerConnection: Number.POSITIVE_INFINITY },
    );
    return Number(new URL(server.url).port);
  },
  async fastify() {
    const app = fastify();
    app.get('/', (_request, reply) => reply.type('text/plain').send('Hello, World!'));
    return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  },
  hono() {
    const app = new Hono();
    app.get('/', (context) => context.text('Hello, World!'));
    return new Promise((resolve) => {
      serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    });
  },
  async koa() {
    const app = new Koa();
    app.use((context) => {
      context.body = 'Hello, World!';
    });
    return listen(createHttpServer(app.callback()));
  },
  async express() {
    const app = express();
    app.disable('x-powered-by').set('etag', false);
    app.get('/', (_request, response) => void response.type('text/plain').send('Hello, World!'));
    return listen(createHttpServer(app));
  },
};

/** @type {import('@tsgi/protocol').Application} */
async function json(environ, startResponse) {
  const { buffer, byteOffset, length } = await environ['tsgi.input'].read();
  const answer = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(buffer, byteOffset, length).toString())));
  startResponse('200 OK', [['Content-Type', 'application/json']]);
  return [answer];
}

function* stream() {
  for (let i = 0; i < 100; i++) yield CHUNK;
}

console.log(await contenders[process.argv[2] ?? '']?.());

// Collects garbage when it is told to, where it can.
process.on('message', () => {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  process.send?.('collected');
});
if (process.send !== undefined) process.channel?.unref();
