/** The command as its users run it: built, in a process of its own, in a folder with their files. */
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { bundle, type Child, startChild, temporaryFolder, within } from '@tsgi/harness';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Builds the programs of the command next to each other. */
export async function buildCommand(name: string): Promise<string> {
  const place = join(root, '.results', name);
  const programs = [
    'src/bin.ts',
    'src/serve/worker.ts',
    'src/dev/dev-worker.ts',
    'src/dev/module-hook.ts',
    'src/listening-thread.ts',
  ];
  await bundle({
    entryPoints: Object.fromEntries(programs.map((file) => [file.replace(/^.*\/|\.ts$/g, ''), join(root, file)])),
    outdir: join(place, 'dist'),
    splitting: true,
  });
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
  return join(place, 'dist/bin.js');
}

/** A folder with these files, until the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(onTestFinished);
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Code of an application, in front of its own: `await held(name)` goes on when its folder has a file of this name. */
export const HELD = `
  import { existsSync, watch } from 'node:fs';
  async function held(name) {
    await new Promise((resolve) => {
      const watcher = watch('.', look);
      function look() {
        if (!existsSync(name)) return;
        watcher.close();
        resolve();
      }
      look();
    });
  }
`;

export interface RunOptions {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What runs it. */
  readonly program?: string;
}

/** Starts the command; it ends with the test, and its workers with it. */
export function startCommand(
  bin: string,
  argv: readonly string[],
  { folder = root, env = {}, program = process.execPath }: RunOptions = {},
): Child {
  return startChild(onTestFinished, program, [bin, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
}

export interface Page {
  readonly status: number;
  readonly text: string;
}

/** Gets a page, over a connection of its own. */
export async function getPage(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const answer = async (): Promise<Page> => {
    const response = await fetch(url, { headers: { Connection: 'close', ...headers } });
    return { status: response.status, text: await response.text() };
  };
  return within(`a page of ${url}`, answer());
}

export async function body(url: string): Promise<string> {
  return (await getPage(url)).text;
}

/** The answer to a request that was begun. */
export async function pageOf(call: ClientRequest): Promise<Page> {
  const answer = async (): Promise<Page> => {
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    return { status: response.statusCode ?? 0, text };
  };
  return within(`an answer to ${call.method} ${call.path}`, answer());
}
