/** A program that a test runs: in a process group of its own, which ends as a whole. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { until, within } from './deadline.ts';
import type { Owner } from './owner.ts';

/** Starts a program; its group is gone at the end. What it says is kept, for tests to read and for their errors. */
export function startChild(
  owner: Owner,
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'detached'> = {},
): Child {
  const child = new Child(program, args, options);
  owner(() => child.end());
  return child;
}

/** Runs a program to its end, and returns what it said. `input` is what it reads. */
export async function runChild(
  owner: Owner,
  program: string,
  args: readonly string[],
  { input, ...options }: Omit<SpawnOptions, 'detached'> & { readonly input?: string } = {},
): Promise<string> {
  const child = startChild(owner, program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  child.process.stdin?.on('error', () => undefined).end(input);
  const exit = await child.exit;
  if (exit !== 0) throw new Error(`${program} ended with ${exit}: ${child.output}`);
  return child.output;
}

export class Child {
  readonly process: ChildProcess;
  /** Its working directory. */
  readonly folder: string;
  stdout = '';
  stderr = '';
  /** Settles when the program has ended and all that it said was read: its exit code, or the signal that ended it. */
  readonly closed: Promise<number | NodeJS.Signals>;
  readonly #command: string;
  /** Settles when the program itself has ended. */
  readonly #exited: Promise<void>;
  #listeners: (() => void)[] = [];
  #end: number | NodeJS.Signals | undefined;

  constructor(program: string, args: readonly string[], options: Omit<SpawnOptions, 'detached'>) {
    this.#command = [program, ...args].join(' ').slice(0, 200);
    this.folder = String(options.cwd ?? process.cwd());
    this.process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
    if (this.process.pid !== undefined) keepGroup(this.process.pid);
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#heard('stdout', text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#heard('stderr', text));
    this.#exited = new Promise((resolve) => this.process.once('exit', () => resolve()));
    this.closed = new Promise((resolve) => {
      this.process.once('error', (error) => {
        this.#heard('stderr', String(error));
        this.#end = -1;
        resolve(-1);
      });
      this.process.once('close', (code, signal) => {
        this.#end ??= signal ?? code ?? -1;
        resolve(this.#end);
        this.#heard('stderr', '');
      });
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Everything it has said. */
  get output(): string {
    return this.stdout + this.stderr;
  }

  /** Its end, awaited with a deadline. */
  get exit(): Promise<number | NodeJS.Signals> {
    return within(() => `the end of ${this.#described()}`, this.closed);
  }

  /**
   * Waits until what it has said matches; of standard error only what comes after the first `from` characters.
   * @throws Error when it ends before that, or has not said it in 30 s; both with what it did say
   */
  async says(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return within(() => `${String(pattern)} from ${this.#described()}`, this.#said(pattern, from));
  }

  /** Sends a signal to the program alone. */
  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Ends the whole group, and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.process.pid === undefined) return;
    try {
      signalGroup(this.pid, signal);
      await within(() => `the end of ${this.#described()}`, this.#exited);
    } finally {
      // What is still running would write into folders that are removed next.
      signalGroup(this.pid, 'SIGKILL');
    }
    await this.exit;
    await until(`the end of the process group of ${this.#command}`, () => !groupLives(this.pid));
    livingGroups.delete(this.pid);
  }

  async #said(pattern: RegExp, from: number): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stderr.slice(from)) ?? pattern.exec(this.stdout);
      if (found !== null) return found;
      if (this.#end !== undefined) throw new Error(`It ended before it said ${String(pattern)}: ${this.#described()}`);
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  #heard(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  #described(): string {
    return `${this.#command} (${this.#end === undefined ? 'running' : `ended: ${this.#end}`}), which said:\n${this.output}`;
  }
}

/** The process groups that this process has started and not stopped yet. */
const livingGroups = new Set<number>();

/** A terminal does not send its signals to these groups, so this process kills them when it ends. */
function keepGroup(group: number): void {
  livingGroups.add(group);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', endGroups);
  for (const signal of ENDING) process.once(signal, endWithGroups);
}

let isWatching = false;

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function endGroups(): void {
  for (const group of livingGroups) signalGroup(group, 'SIGKILL');
}

function endWithGroups(signal: NodeJS.Signals): void {
  endGroups();
  // Without other listeners, the signal ends the process as if it had not been caught.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Whether a process of the group still runs. One that is dead and that its parent never asks for does not count. */
function groupLives(group: number): boolean {
  if (process.platform !== 'linux') return canBeSignalled(group);
  return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && isLivingIn(group, pid));
}

function isLivingIn(group: number, pid: string): boolean {
  try {
    // pid (name) state parent group ...; the name may have spaces and brackets.
    const [state, , of] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(of) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

function canBeSignalled(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
