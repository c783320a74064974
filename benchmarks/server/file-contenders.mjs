// @ts-check
/** `node file-contenders.mjs <name> <file>` sends one file to everybody, and prints its port. */
import { createReadStream, openSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { serve } from '@tsgi/server';
import { listen } from '../listen.mjs';

const [, , name = '', file = ''] = process.argv;
const size = statSync(file).size;

if (name === 'tsgi.file_wrapper') {
  const server = await serve(
    (environ, startResponse) => {
      startResponse('200 OK', [['Content-Length', String(size)]]);
      return environ['tsgi.file_wrapper']({ fd: openSync(file, 'r'), start: 0, length: size });
    },
    { port: 0 },
  );
  console.log(new URL(server.url).port);
} else {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`);
      createReadStream(file).pipe(socket);
    });
  });
  console.log(await listen(server));
}
