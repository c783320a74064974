/** The demo as its users run it: built, by `tsgi serve`, in processes of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Owner, startChild } from '@tsgi/harness';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'packages/cli/bin/tsgi.js');
const app = join(root, 'apps/polls/dist/app.js');

/** A running site. */
export interface Serving {
  readonly url: string;
  /** The processes that it has started. */
  workers(): readonly number[];
  signal(signal: NodeJS.Signals): void;
}

/** Starts the site with two workers, until the end. */
export async function startServing(owner: Owner, environment: Readonly<Record<string, string>>): Promise<Serving> {
  for (const file of [command, app]) if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  const options = ['serve', app, '--workers', '2', '--port', '0'];
  const child = startChild(owner, process.execPath, [command, ...options], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
  });
  const [url] = await child.says(/http:\/\/[\d.]+:\d+/);
  return {
    url,
    workers: () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number),
    signal: (signal) => child.kill(signal),
  };
}
