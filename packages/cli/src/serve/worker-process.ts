/** A worker as its master sees it: a child process that accepts from the listening socket. */
import { type ChildProcess, fork } from 'node:child_process';
import type { ServeOptions } from '../options/tables.ts';
import { type FromWorker, parseFromWorker, type ToWorker } from './messages.ts';
import type { Planned } from './plan.ts';

/** Who hears of it. */
export interface WorkerHost {
  said(worker: WorkerProcess, message: FromWorker): void;
  exited(worker: WorkerProcess, how: string): void;
}

/** What a worker is to serve, and how. */
export interface Service {
  readonly app: string;
  readonly options: ServeOptions;
}

export interface WorkerSettings {
  /** What it runs. */
  readonly program: URL;
  /** The listening socket, in this process. */
  readonly fd: number;
  readonly folder: string;
  readonly service: Service;
  readonly host: WorkerHost;
}

export class WorkerProcess implements Planned {
  state: Planned['state'] = 'starting';
  isRetiring = false;
  /** It has asked to be replaced. */
  hasAsked = false;
  readonly startedAt: number = performance.now();
  /** It has been said that it takes long to load. */
  isSlow = false;
  /** When it began to accept connections, by `performance.now()`. */
  readySince: number | undefined;
  /** When it last said anything, by `performance.now()`. */
  lastHeard: number = performance.now();
  /** What it was told when it was started: it keeps to that. */
  readonly service: Service;
  readonly #child: ChildProcess;

  /** @throws the error of the system, when there can be no further process */
  constructor({ program, fd, folder, service, host }: WorkerSettings) {
    this.service = service;
    this.#child = fork(program, {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', fd],
    });
    this.#child.on('message', (message) => {
      const parsed = parseFromWorker(message);
      if (parsed === undefined) return;
      this.lastHeard = performance.now();
      host.said(this, parsed);
    });
    let hasExited = false;
    const exited = (how: string): void => {
      if (!hasExited) host.exited(this, how);
      hasExited = true;
    };
    this.#child.on('error', (error) => exited(error.message));
    this.#child.on('exit', (code, signal) => exited(signal ?? `exit code ${code}`));
    this.send({ type: 'start', folder, app: service.app, options: service.options });
  }

  get workerTimeout(): number {
    return this.service.options.workerTimeout;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Tells it something; one that has gone does not hear it. */
  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
