// @ts-check
/**
 * The servers that are compared, all answering the same bytes. `node contenders.mjs <name>` runs one and prints its
 * port. Each knows `/` (plaintext), `/json` (reads a JSON body and answers it) and `/stream` (100 chunks of 1 KiB).
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { serve } from '@tsgi/server';

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
    const server = createHttpServer((request, response) => {
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
};

/** @type {import('@tsgi/protocol').Application} */
async function json(environ, startResponse) {
  const body = await environ['tsgi.input'].read();
  const answer = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(body).toString())));
  startResponse('200 OK', [['Content-Type', 'application/json']]);
  return [answer];
}

function* stream() {
  for (let i = 0; i < 100; i++) yield CHUNK;
}

/** @param {import('node:net').Server} server @returns {Promise<number>} */
function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

console.log(await contenders[process.argv[2] ?? '']?.());
