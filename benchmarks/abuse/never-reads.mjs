/**
 * A hundred clients ask for an endless response and read nothing of it: the server's memory stays where it is, others
 * are answered, and after `writeTimeout` (30 s) the clients are cut off.
 */
import { connect } from 'node:net';
import { launch, mebibytes, verdict } from './launch.mjs';

const server = await launch();
const { hostname, port } = new URL(server.url);
await (await fetch(server.url)).text();
const before = await server.memory();

let open = 0;
const sockets = Array.from({ length: 100 }, () => {
  const socket = connect(Number(port), hostname).pause();
  open++;
  socket.on('error', () => undefined);
  socket.on('close', () => open--);
  socket.write('GET /endless HTTP/1.1\r\nHost: h\r\n\r\n');
  return socket;
});
await new Promise((resolve) => setTimeout(resolve, 10_000));
const during = await server.memory();
const grown = (during.rss - before.rss) / sockets.length;
verdict(`never reads: ${mebibytes(grown)} of resident memory a client`, grown < 1_048_576);
const answer = await fetch(server.url);
verdict('never reads: others are answered', (await answer.text()) === 'hello');

await new Promise((resolve) => setTimeout(resolve, 30_000));
// A paused socket learns of its end when it reads.
for (const socket of sockets) socket.resume();
await new Promise((resolve) => setTimeout(resolve, 2000));
verdict(`never reads: ${open} of ${sockets.length} clients left after the write timeout`, open === 0);
for (const socket of sockets) socket.destroy();
server.stop();
