/** A Redis of the tests' own. */
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { Owner } from './owner.ts';
import { findProgram } from './programs.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly child: Child;
  /** Stops it; what it has answered is on disk. */
  stop(): Promise<void>;
}

export const hasRedis: boolean = findProgram('redis-server') !== undefined;

/**
 * Starts one that has each command on disk before it answers.
 * @param before one that was stopped: the new one has its port and what it kept
 */
export async function startRedis(owner: Owner, before?: RedisServer): Promise<RedisServer> {
  const port = before?.port ?? (await freePort());
  const folder = before?.folder ?? temporaryFolder(owner);
  const disk = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder];
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...disk];
  const child = startChild(owner, findProgram('redis-server') ?? 'redis-server', args);
  await child.says(/Ready to accept connections/);
  return { url: `redis://127.0.0.1:${port}`, port, folder, child, stop: () => child.end('SIGTERM') };
}
