/** A server's process, from its first words to its end. */
import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Starts a program, and waits until it has said that it is ready. */
export async function startChild(
  program: string,
  args: readonly string[],
  ready: RegExp,
  options: SpawnOptionsWithoutStdio = {},
): Promise<ChildProcess> {
  const child = spawn(program, args, options);
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: unknown): void => {
      said += String(chunk);
      if (ready.test(said)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
  return child;
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  // PostgreSQL then waits for its clients, which are leaving.
  child.kill('SIGTERM');
  await ended;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
