/** The command as its users run it: built, in a process of its own, in a folder with their files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Builds the programs of the command next to each other. */
export async function buildCommand(name: string): Promise<string> {
  const place = join(root, '.results', name);
  mkdirSync(place, { recursive: true });
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
  const programs = [
    'src/bin.ts',
    'src/serve/worker.ts',
    'src/dev/dev-worker.ts',
    'src/dev/module-hook.ts',
    'src/listening-thread.ts',
  ];
  await build({
    entryPoints: Object.fromEntries(programs.map((file) => [file.replace(/^.*\/|\.ts$/g, ''), join(root, file)])),
    outdir: join(place, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tsgi/source'],
    external: ['chokidar', 'tsx', 'compressible', 'youch'],
    logLevel: 'error',
  });
  return join(place, 'dist/bin.js');
}

/** A folder with these files, until the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface RunOptions {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What runs it. */
  readonly program?: string;
}

/** A command that runs, and what it has said so far. */
export class Running {
  readonly child: ChildProcess;
  readonly folder: string;
  stdout = '';
  stderr = '';
  readonly exit: Promise<number | NodeJS.Signals>;
  #wake: (() => void)[] = [];

  constructor(
    bin: string,
    argv: readonly string[],
    { folder = root, env = {}, program = process.execPath }: RunOptions = {},
  ) {
    this.folder = folder;
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };
    this.child = spawn(program, [bin, ...argv], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard('stdout', text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#heard('stderr', text));
    this.exit = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve(signal ?? code ?? -1);
        this.#heard('stderr', '');
      });
    });
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.exit;
    });
  }

  get output(): string {
    return this.stdout + this.stderr;
  }

  /** Waits until what it has said since `from` matches. */
  async says(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stderr.slice(from)) ?? pattern.exec(this.stdout);
      if (found !== null) return found;
      if (this.child.exitCode !== null) throw new Error(`It ended, and said:\n${this.output}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  #heard(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    for (const wake of this.#wake.splice(0)) wake();
  }
}
