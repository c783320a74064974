/** The site as its users run it: built, by `tsgi serve`, in processes of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');
const command = join(here, '../../packages/cli/dist/bin.js');
const app = join(here, 'dist/app.js');

/** A running site. */
export interface Serving {
  readonly url: string;
  /** The processes that it has started. */
  workers(): readonly number[];
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts the site with two workers. */
export async function startServing(environment: Readonly<Record<string, string>>): Promise<Serving> {
  for (const file of [command, app]) {
    if (!existsSync(file)) throw new Error(`${file} is not there: npx turbo run build --filter=@tsgi/app-polls`);
  }
  const options = ['serve', app, '--workers', '2', '--port', '0'];
  const child = spawn(process.execPath, [command, ...options], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await urlOf(child);
  const pid = child.pid ?? 0;
  return {
    url,
    workers: () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number),
    signal: (signal) => void child.kill(signal),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** The address, when the site says it. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const [url] = /http:\/\/[\d.]+:\d+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`The site has ended: ${text}`)));
  });
}
