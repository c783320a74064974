import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that is free, for programs that cannot choose one themselves. It is none of those that the system
 * gives to connections and to servers that ask for any, so it stays free until somebody asks for it by its number.
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
