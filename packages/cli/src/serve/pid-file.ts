/** The file that tells the master's process id. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** How the name of a process begins that `ps` shows of a server. */
export const TITLE = 'tsgi ';

/**
 * Writes it.
 * @returns what removes it
 * @throws UsageError `pid-file` when a server that lives stands in it, or it cannot be written
 */
export function writePidFile(path: string): () => void {
  const other = pidIn(path);
  if (other !== undefined && other !== process.pid && lives(other) && mayServe(other)) {
    throw new UsageError('pid-file', `process ${other} of ${path} lives: stop it, or use another --pid-file`);
  }
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    throw new UsageError('pid-file', `${path} cannot be written: ${String(error)}`, error);
  }
  return () => {
    if (pidIn(path) === process.pid) rmSync(path, { force: true });
  };
}

function pidIn(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'latin1'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A file that a killed server left behind may name a process that is something else by now: in a container ids are few. */
function mayServe(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(TITLE);
  } catch {
    // Not every system tells.
    return true;
  }
}
