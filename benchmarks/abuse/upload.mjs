/**
 * A chunked upload to an application that reads more slowly than it comes: the server's memory is flat.
 * `node upload.mjs 10240`: MiB to send; 512 by default.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { launch, mebibytes, verdict } from './launch.mjs';

const size = Number(process.argv[2] ?? 512);
const piece = Buffer.alloc(1_048_576, 'x');

const server = await launch();
const upload = request(server.url, { method: 'POST' });
const answered = once(upload, 'response');
/** @type {number[]} */
const resident = [];
for (let sent = 0; sent < size; sent++) {
  if (!upload.write(piece)) await once(upload, 'drain');
  if (sent % Math.max(1, Math.floor(size / 32)) === 0) resident.push((await server.memory()).rss);
}
upload.end();
const [response] = await answered;
let text = '';
for await (const chunk of response) text += chunk;
verdict(`upload: all ${size} MiB arrived`, text === String(size * piece.length));

// The first quarter is for the process to find its size.
const settled = resident.slice(resident.length / 4);
const [least, most] = [Math.min(...settled), Math.max(...settled)];
verdict(`upload: ${mebibytes(least)} to ${mebibytes(most)} resident`, most - least < 32 * 1_048_576);
server.stop();
