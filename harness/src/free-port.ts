import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Returns a free port of 127.0.0.1, for programs that cannot choose one themselves. The port is below the range from
 * which the system assigns ports to connections and to servers that listen on port 0, so it is unlikely to be taken
 * meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, LOWEST_OF_THE_SYSTEM);
    if (await isFree(port)) return port;
  }
}

const LOWEST = 10_000;
const LOWEST_OF_THE_SYSTEM = 32_768;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1');
    server.once('error', () => resolve(false));
    server.once('listening', () => server.close(() => resolve(true)));
  });
}
