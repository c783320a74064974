// @ts-check
/** `node contenders.mjs <name>` serves the directory in `TSGI_STATIC`, and prints its port. */
import { createServer } from 'node:http';
import process from 'node:process';
import { serve } from '@tsgi/server';
import { staticFiles } from '@tsgi/static';
import sirv from 'sirv';
import { listen } from '../listen.mjs';

const directory = process.env['TSGI_STATIC'] ?? '.';

if (process.argv[2] === 'sirv') {
  const server = createServer(sirv(directory, { etag: true, dotfiles: false }));
  console.log(await listen(server));
} else {
  const server = await serve(staticFiles(directory), { port: 0, maxRequestsPerConnection: Number.POSITIVE_INFINITY });
  console.log(new URL(server.url).port);
}
