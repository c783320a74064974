/** Programs that are no part of this repository: a test that needs one is skipped by name where it is missing. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { it, onTestFinished, type TestFunction } from 'vitest';

/** The Debian package of each is in `.ci/packages.txt`. */
export type Tool = 'curl' | 'python3' | 'nginx' | 'haproxy' | 'wrk' | 'chromium';

/** `it` for a test that runs `tool`: in CI it fails without it, elsewhere it is skipped. */
export function itWith(tool: Tool, behaviour: string, test: TestFunction): void {
  const name = `${tool} ${behaviour}`;
  if (process.env['CI'] === 'true' || isInstalled(tool)) it(name, test, 60_000);
  else it.skip(`${name} (${tool} is not installed)`, test);
}

// Debian keeps servers where only root looks for programs.
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

function isInstalled(tool: Tool): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { env, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts it; it is gone when the test has ended. */
export function launch(tool: Tool, args: readonly string[]): ChildProcess & { readonly output: () => string } {
  const child = spawn(tool, args, { env });
  let text = '';
  const keep = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return Object.assign(child, { output: () => text });
}

/** Runs it to its end, with `input` as what it reads, and gives what it said. */
export async function run(tool: Tool, args: readonly string[], input = ''): Promise<string> {
  const child = launch(tool, args);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${tool} ended with ${code}: ${child.output()}`);
  return child.output();
}
