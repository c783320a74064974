/** A unix socket's file outlives a server that was killed, and keeps the next one from listening. */
import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Removes the file of a unix socket that nobody listens on. Leaves anything else alone, and binding then fails with
 * `EADDRINUSE`, as it should.
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await socketAt(path);
  if (found === undefined || (await isAnswered(path))) return;
  // Another server that starts at this moment may have replaced it.
  const now = await socketAt(path);
  if (now?.ino === found.ino && now.dev === found.dev) await unlink(path);
}

async function socketAt(path: string): Promise<{ readonly ino: bigint; readonly dev: bigint } | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    return stats.isSocket() ? stats : undefined;
  } catch {
    // Whatever is wrong with the path, binding says it better.
    return undefined;
  }
}

/** Only a refusal says that nobody listens. A full backlog, or a socket of somebody else's, is no refusal. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
