/** The secret that signs tokens. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * `CONDUIT_SECRET`; without it, while developing, one that is made at the first start and kept in a file that nobody
 * else may read.
 * @throws Error in production, where it has to be set
 */
export function readSecret(environment: NodeJS.ProcessEnv, file: string): string {
  const { CONDUIT_SECRET: secret, NODE_ENV } = environment;
  if (secret !== undefined) return secret;
  if (NODE_ENV === 'production')
    throw new Error('Set CONDUIT_SECRET to 32 random bytes or more: `openssl rand -hex 32`');
  mkdirSync(dirname(file), { recursive: true });
  return keptSecret(file);
}

/** The file appears whole, and of several processes that start together the first one's stays. */
function keptSecret(file: string): string {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
