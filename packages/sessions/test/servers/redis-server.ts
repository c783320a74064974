/** A Redis for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { endChild, freePort, startChild } from './child.ts';
import { reached } from './reached.ts';

export interface RedisServer {
  readonly url: string;
  /** Stops it, when it is the test's own. */
  stop(): Promise<void>;
}

/** The Redis of the machine, or one of the test's own; `undefined` when there is none. */
export function redisServer(): Promise<RedisServer | undefined> {
  const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  const connect = async (): Promise<RedisServer> => {
    const client = createClient({ url, socket: { reconnectStrategy: false } }).on('error', () => undefined);
    await client.connect();
    await client.close();
    return { url, stop: () => Promise.resolve() };
  };
  return reached({ connect, program: 'redis-server', start: startTemporary });
}

/** One for a whole run. */
async function startTemporary(): Promise<RedisServer> {
  const { url, remove } = await startRedis();
  return { url, stop: remove };
}

/** A Redis of the test's own. */
export interface OwnRedis extends RedisServer {
  readonly port: number;
  readonly folder: string;
  /** Stops it, and forgets what it has kept. */
  remove(): Promise<void>;
}

/**
 * Starts one that has each command on disk before it answers.
 * @param before one that was stopped, to go on where that was
 */
export async function startRedis(before?: OwnRedis): Promise<OwnRedis> {
  const port = before?.port ?? (await freePort());
  const folder = before?.folder ?? mkdtempSync(join(tmpdir(), 'sessions-redis-'));
  const disk = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder];
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...disk];
  const child = await startChild('redis-server', args, /Ready to accept connections/);
  const stop = (): Promise<void> => endChild(child);
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, port, folder, stop, remove };
}
