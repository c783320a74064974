import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Starts the server of `application.mjs`. `memory()` is what it holds after a forced collection, in bytes; `stop()` ends
 * it.
 */
export async function launch() {
  const script = fileURLToPath(new URL('application.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  const url = await line();
  return {
    url,
    /** @returns {Promise<{ heapUsed: number, rss: number }>} */
    async memory() {
      child.stdin.write('\n');
      return JSON.parse(await line());
    },
    stop: () => child.kill(),
  };
}

/** @param {number} bytes */
export function mebibytes(bytes) {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** Prints the verdict, and makes it the exit code's. @param {string} what @param {boolean} ok */
export function verdict(what, ok) {
  console.log(`${ok ? 'PASS' : 'FAIL'}  ${what}`);
  if (!ok) process.exitCode = 1;
}
