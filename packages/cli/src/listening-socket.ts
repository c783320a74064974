/**
 * A listening socket that outlives the processes which accept from it: they inherit its descriptor, and while none of
 * them lives, connections wait. Decision 006 says why `node:cluster` cannot do this.
 */
import { Worker } from 'node:worker_threads';

/** Where to listen, in the words of the server's options. */
export type ListenOptions =
  | { readonly host: string; readonly port: number; readonly backlog: number }
  | { readonly socket: { readonly path: string; readonly mode?: number }; readonly backlog: number };

export interface ListeningSocket {
  /** For a child's `stdio`. */
  readonly fd: number;
  /** Stops listening, when no child does either. */
  close(): Promise<void>;
}

/**
 * Binds.
 * @throws the error of the system: `EADDRINUSE`, `EACCES`, ...
 */
export async function openListeningSocket(options: ListenOptions): Promise<ListeningSocket> {
  const mode = 'socket' in options ? options.socket.mode : undefined;
  // A thread has no mask of its own.
  const mask = mode === undefined ? undefined : process.umask(~mode & 0o777);
  try {
    return await startThread(options);
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
}

/** A socket that somebody else has opened and this process was started with. */
export function inheritedSocket(fd: number): ListeningSocket {
  return { fd, close: () => Promise.resolve() };
}

/** What the thread tells. */
interface Bound {
  readonly fd: number;
}
interface Failed {
  readonly message: string;
  readonly code: unknown;
}

function startThread(options: ListenOptions): Promise<ListeningSocket> {
  const thread = new Worker(new URL('./listening-thread.js', import.meta.url), { workerData: options, execArgv: [] });
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (message: Bound | Failed) => {
      if ('message' in message) reject(Object.assign(new Error(message.message), { code: message.code }));
      else resolve({ fd: message.fd, close: () => thread.terminate().then(() => undefined) });
    });
  });
}
