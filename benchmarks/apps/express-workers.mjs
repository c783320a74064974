// @ts-check
/** A peer in two processes of `node:cluster`. The arguments are its name and the port; prints all process ids. */
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import process from 'node:process';
import { expressConduit, expressPolls } from './express.mjs';

const [, , name = '', count = '2'] = process.argv;

if (cluster.isPrimary) {
  /** @type {Set<number>} */
  const listening = new Set();
  cluster.on('listening', (worker, { port }) => {
    listening.add(worker.id);
    if (listening.size < Number(count)) return;
    const pids = Object.values(cluster.workers ?? {}).map((each) => each?.process.pid);
    console.log(JSON.stringify({ port, pids: [process.pid, ...pids] }));
  });
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    process.exit();
  });
  for (let worker = 0; worker < Number(count); worker++) cluster.fork();
} else {
  const app = await (name === 'polls' ? expressPolls() : expressConduit());
  createServer(app).listen(0, '127.0.0.1');
}
