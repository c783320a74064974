/** Where a server listens: a TCP port, a unix socket, or a socket that is open already. */
import { chmodSync } from 'node:fs';
import type { Server } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { removeStaleSocket } from './remove-stale-socket.ts';

export type ListenTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string; readonly mode: number | undefined }
  | { readonly kind: 'inherited'; readonly fd: number };

/**
 * Begins to listen.
 * @throws the error of the system: `EADDRINUSE`, `EACCES`, ...
 */
export async function listenOn(server: Server, target: ListenTarget, backlog: number): Promise<void> {
  if (target.kind === 'unix') await removeStaleSocket(target.path);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    bind(server, target, backlog);
  });
}

/** The URL of a server that listens: `http://[::1]:8000`, `unix:/run/app.sock`, or `fd:3` for a unix socket without a name. */
export function urlOf(server: Server, scheme: 'http' | 'https', target: ListenTarget): string {
  if (!server.listening) throw new Error('The server does not listen');
  const address = server.address();
  // Node does not ask the system for the path of a socket that somebody else has bound.
  if (address === null) return target.kind === 'inherited' ? `fd:${target.fd}` : 'unix:';
  if (typeof address === 'string') return `unix:${address}`;
  const host = EVERYWHERE[address.address] ?? address.address;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/** All addresses of the machine are none that can be connected to. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function bind(server: Server, target: ListenTarget, backlog: number): void {
  if (target.kind === 'tcp') server.listen({ host: target.host, port: target.port, backlog });
  // Beside `fd` in one object Node takes no notice of it.
  else if (target.kind === 'inherited') server.listen({ fd: target.fd }, backlog);
  else if (target.mode === undefined) server.listen({ path: target.path, backlog });
  else bindWithMode(server, target.path, target.mode, backlog);
}

/** Binding happens before `listen` returns, and the mask spares the moment in which the socket had another mode. */
function bindWithMode(server: Server, path: string, mode: number, backlog: number): void {
  // A worker thread has no mask of its own, and the process's other threads would get this one.
  const mask = isMainThread ? process.umask(~mode & 0o777) : undefined;
  try {
    server.once('listening', () => chmodSync(path, mode));
    server.listen({ path, backlog });
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
}
