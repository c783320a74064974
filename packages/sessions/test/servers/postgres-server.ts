/** A PostgreSQL for tests. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { endChild, freePort, startChild } from './child.ts';
import { reached } from './reached.ts';

export interface PostgresServer {
  readonly url: string;
  /** Stops it, when it is the test's own. */
  stop(): Promise<void>;
}

/** The PostgreSQL of the machine, or one of the test's own; `undefined` when there is none. */
export function postgresServer(): Promise<PostgresServer | undefined> {
  const url = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const connect = async (): Promise<PostgresServer> => {
    const pool = new Pool({ connectionString: url });
    try {
      await pool.query('select 1');
    } finally {
      await pool.end();
    }
    return { url, stop: () => Promise.resolve() };
  };
  return reached({ connect, program: 'postgres', start: startPostgres });
}

// PostgreSQL does not run as root; this is nobody.
const NOBODY = 65_534;

/** Starts one in a folder of its own. */
async function startPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'sessions-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const options = { cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  execFileSync('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'], { ...options, stdio: 'ignore' });
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const child = await startChild('postgres', args, /ready to accept connections/, options);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await endChild(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
