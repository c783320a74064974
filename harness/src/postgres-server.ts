/** A PostgreSQL of the tests' own. */
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, runChild, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { Owner } from './owner.ts';
import { findProgram } from './programs.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface PostgresServer {
  readonly url: string;
  readonly child: Child;
}

export const hasPostgres: boolean = findProgram('postgres') !== undefined;

/** Starts one with an empty database, in a folder of its own. */
export async function startPostgres(owner: Owner): Promise<PostgresServer> {
  const port = await freePort();
  const folder = temporaryFolder(owner);
  const isRoot = process.getuid?.() === 0;
  const options = { cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const make = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  await runChild(owner, findProgram('initdb') ?? 'initdb', make, options);
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off'].flatMap((setting) => ['-c', setting]);
  const args = ['-D', data, '-p', String(port), '-k', folder, ...settings];
  const child = startChild(owner, findProgram('postgres') ?? 'postgres', args, options);
  // SIGINT is PostgreSQL's fast shutdown. Killed by SIGKILL, it leaves its shared memory behind.
  owner(() => child.end('SIGINT'));
  await child.says(/ready to accept connections/);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, child };
}

// PostgreSQL refuses to run as root; this is nobody.
const NOBODY = 65_534;
