/** Servers for tests: the one that answers, else one of the test's own. */
import { execFileSync } from 'node:child_process';

/** Ways to a server. */
export interface Ways<T> {
  /** Connects to the one that the environment names, or that runs on every development machine. */
  readonly connect: () => Promise<T>;
  /** What starts one. */
  readonly program: string;
  readonly start: () => Promise<T>;
}

/**
 * A server, or `undefined` where none answers and none can be started: its tests are skipped. Where CI runs, there has
 * to be one.
 */
export async function reached<T>({ connect, program, start }: Ways<T>): Promise<T | undefined> {
  try {
    return await connect();
  } catch (error) {
    if (isOnPath(program)) return start();
    if (process.env['CI'] === 'true') throw error;
    return undefined;
  }
}

export function isOnPath(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
