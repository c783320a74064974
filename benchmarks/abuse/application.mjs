/**
 * The server under attack, in a process of its own: prints its address, then its memory whenever it gets a line.
 * `/` answers at once, `/endless` never ends, and a POST is read slowly.
 */
import { createInterface } from 'node:readline';
import { serve } from '@tsgi/server';

const HELLO = Buffer.from('hello');
const CHUNK = Buffer.alloc(65_536, 'x');

/** @type {import('@tsgi/protocol').Application} */
const app = async (environ, startResponse) => {
  let read = 0;
  if (environ.REQUEST_METHOD === 'POST') {
    for await (const chunk of environ['tsgi.input']) {
      const before = Math.floor(read / 4_194_304);
      read += chunk.length;
      // A pause after every 4 MiB: far slower than loopback.
      if (Math.floor(read / 4_194_304) > before) await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  startResponse('200 OK', [['Content-Type', 'text/plain']]);
  if (environ.PATH_INFO === '/endless') return endless();
  return [environ.REQUEST_METHOD === 'POST' ? Buffer.from(String(read)) : HELLO];
};

function* endless() {
  for (;;) yield CHUNK;
}

const server = await serve(app, { port: 0, errors: { write: () => undefined, flush: () => undefined } });
console.log(server.url);
createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  console.log(JSON.stringify({ heapUsed, rss }));
});
