/** One run of `tsgi dev`: the process with the application, the one that stands by, and the files that are watched. */
import { type ChildProcess, fork } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { ListeningSocket } from '../listening-socket.ts';
import { dismiss, send } from './dismiss.ts';
import { type FromDevWorker, parseFromDevWorker } from './messages.ts';
import { WatchedFiles } from './watched-files.ts';

export interface DevSettings {
  readonly app: string;
  readonly folder: string;
  readonly dotenv: string | undefined;
  readonly socket: ListeningSocket;
}

export class DevSession {
  readonly #settings: DevSettings;
  readonly #files: WatchedFiles;
  #current: ChildProcess;
  #standby: ChildProcess | undefined;
  /** All that live, those that finish their last requests too. */
  readonly #children = new Set<ChildProcess>();
  #code = 0;
  #began = performance.now();
  #isFirst = true;
  #isOver = false;
  #end: (code: number) => void = () => undefined;
  /** Settles with the exit code. */
  readonly ended: Promise<number>;

  constructor(settings: DevSettings) {
    this.#settings = settings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#files = new WatchedFiles((paths) => this.#restart(paths));
    this.#files.add({ found: [], missing: [resolve(settings.folder, settings.dotenv ?? '.env')] });
    this.#current = this.#spawn();
    this.#begin(this.#current);
  }

  /** Ends it: requests in flight have two seconds. */
  stop(code = 0): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#code = code;
    this.#standby?.kill('SIGKILL');
    for (const child of this.#children) dismiss(child);
    this.#endIfEmpty();
  }

  kill(): void {
    this.stop(1);
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #endIfEmpty(): void {
    if (!this.#isOver || this.#children.size > 0) return;
    void Promise.all([this.#files.close(), this.#settings.socket.close()]).then(() => this.#end(this.#code));
  }

  #restart(paths: readonly string[]): void {
    if (this.#isOver) return;
    const shown = paths.map((path) => relative(this.#settings.folder, path));
    say(`${shown.slice(0, 3).join(', ')}${shown.length > 3 ? ` and ${shown.length - 3} more` : ''} changed`);
    dismiss(this.#current);
    this.#current = this.#standby ?? this.#spawn();
    this.#standby = undefined;
    this.#begin(this.#current);
  }

  #begin(child: ChildProcess): void {
    const { app, folder, dotenv } = this.#settings;
    this.#began = performance.now();
    this.#files.loadingBegins();
    send(child, { type: 'start', app, folder, dotenv });
  }

  #spawn(): ChildProcess {
    const stdio = ['inherit', 'inherit', 'inherit', 'ipc', this.#settings.socket.fd] as const;
    const child = fork(new URL('./dev-worker.js', import.meta.url), { stdio: [...stdio] });
    this.#children.add(child);
    child.on('message', (message) => {
      const parsed = parseFromDevWorker(message);
      if (parsed !== undefined) this.#said(child, parsed);
    });
    child.on('exit', (code, signal) => this.#exited(child, signal ?? `exit code ${code}`));
    return child;
  }

  #said(child: ChildProcess, message: FromDevWorker): void {
    if (message.type === 'watch') this.#files.add(message);
    else if (child === this.#current) this.#isReady(message);
  }

  #isReady({ url, problem, isUsage }: FromDevWorker & { readonly type: 'ready' }): void {
    const took = `${Math.round(performance.now() - this.#began)} ms`;
    if (problem !== undefined) {
      process.stderr.write(`${paint('red', problem)}\n`);
      // Somebody has to see a wrong command line; a module that is broken can be mended while this runs.
      if (this.#isFirst && isUsage) this.stop(2);
      else say('does not load; waiting for a change');
    } else if (this.#isFirst) say(`${this.#settings.app} is on ${paint('bold', url)}  (${took}; ctrl-c stops it)`);
    else say(`restarted in ${took}`);
    this.#isFirst = false;
    if (this.#isOver) return;
    this.#files.lookAgain();
    this.#standby ??= this.#spawn();
  }

  #exited(child: ChildProcess, how: string): void {
    this.#children.delete(child);
    this.#endIfEmpty();
    if (child === this.#standby) this.#standby = undefined;
    if (child !== this.#current || this.#isOver) return;
    say(paint('red', `the application's process ended: ${how}; waiting for a change`));
    if (this.#isFirst) this.stop(1);
    else this.#files.lookAgain();
  }
}

function say(text: string): void {
  process.stderr.write(`${paint('cyan', 'tsgi')} ${text}\n`);
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return process.stderr.isTTY && process.stderr.hasColors() ? styleText(style, text) : text;
}
