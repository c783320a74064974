/** The master: keeps the wanted number of workers, replaces them one by one, and stops them without losing a request. */
import type { ListeningSocket } from '../listening-socket.ts';
import type { ServeOptions } from '../options/tables.ts';
import { calledOff } from './called-off.ts';
import type { Log } from './log.ts';
import type { FromWorker } from './messages.ts';
import { plan } from './plan.ts';
import { RestartPace, SERVED } from './restart-pace.ts';
import type { ServiceManager } from './service-manager.ts';
import { Watchdog } from './watchdog.ts';
import { type Service, type WorkerHost, WorkerProcess } from './worker-process.ts';

export interface MasterSettings {
  readonly app: string;
  readonly folder: string;
  readonly options: ServeOptions;
  readonly socket: ListeningSocket;
  /** What each worker runs. */
  readonly program: URL;
  readonly log: Log;
  readonly serviceManager: ServiceManager;
}

interface Before {
  readonly service: Service;
  readonly wanted: number;
  readonly workers: ReadonlySet<WorkerProcess>;
}

/** How it ended, as the exit code of the command. */
export type Ending = 0 | 1 | 2;

export class Master implements WorkerHost {
  readonly #settings: MasterSettings;
  readonly #pace = new RestartPace();
  readonly #watchdog: Watchdog;
  #service: Service;
  /** What was served before a restart that is not over, and by whom. */
  #before: Before | undefined;
  /** Workers were started, and not yet all of them serve that are wanted. */
  #isChanging = true;
  #url = '';
  #wanted: number;
  #workers: WorkerProcess[] = [];
  #phase: 'starting' | 'serving' | 'stopping' = 'starting';
  #waiting: NodeJS.Timeout | undefined;
  #ending: Ending = 0;
  #end: (ending: Ending) => void = () => undefined;
  /** Settles when the last worker has gone. */
  readonly ended: Promise<Ending>;

  constructor(settings: MasterSettings) {
    this.#settings = settings;
    this.#service = { app: settings.app, options: settings.options };
    this.#wanted = settings.options.workers;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watchdog = new Watchdog(() => this.#workers, settings.log);
    this.#watchdog.watch(settings.options.workerTimeout);
    this.#reconcile();
  }

  /** One worker more, or one less, but never none. */
  change(by: 1 | -1): void {
    if (this.#phase === 'stopping') return;
    this.#wanted = Math.max(1, this.#wanted + by);
    if (this.#before !== undefined) {
      this.#before = { ...this.#before, wanted: Math.max(1, this.#before.wanted + by) };
    }
    this.#settings.log.say('info', `${this.#wanted} worker${this.#wanted === 1 ? '' : 's'} wanted`);
    this.#reconcile();
  }

  /**
   * Replaces every worker, one after the other, by one that loads everything anew. If one of those does not come to
   * serve, that is the end of it: those of before go on.
   */
  restart(app: string, options: ServeOptions): void {
    if (this.#phase === 'stopping') return;
    if (this.#phase === 'serving') {
      this.#before ??= { service: this.#service, wanted: this.#wanted, workers: new Set(this.#workers) };
    }
    this.#adopt({ app, options }, options.workers);
    this.#settings.log.say('info', 'rolling restart');
    this.#settings.serviceManager.reloading();
    for (const worker of this.#workers) worker.isRetiring = true;
    this.#reconcile();
  }

  reopenLogs(): void {
    for (const worker of this.#workers) worker.send({ type: 'reopen-logs' });
  }

  /** Stops: requests in flight finish, within `closeTimeout`. */
  stop(ending: Ending = 0): void {
    if (this.#phase === 'stopping') return;
    this.#phase = 'stopping';
    this.#ending = ending;
    clearTimeout(this.#waiting);
    this.#settings.serviceManager.stopping();
    void this.#settings.socket.close();
    for (const worker of this.#workers) this.#dismiss(worker);
    this.#endIfEmpty();
  }

  /** Stops at once: requests in flight are lost. */
  kill(): void {
    this.stop(1);
    this.#ending = 1;
    for (const worker of this.#workers) worker.kill();
  }

  said(worker: WorkerProcess, message: FromWorker): void {
    const { log } = this.#settings;
    if (message.type === 'ready') this.#isReady(worker, message.url);
    else if (message.type === 'failed') {
      // What it was started for is no longer wanted.
      if (worker.state === 'stopping') return;
      log.say('error', this.#phase === 'starting' ? message.message : `worker ${worker.pid}: ${message.message}`);
      if (this.#phase === 'starting') this.stop(message.isUsage ? 2 : 1);
      this.#mayCallOff(worker);
    } else if (message.type === 'retire' && !worker.hasAsked && this.#phase !== 'stopping') {
      worker.hasAsked = true;
      if (worker.isRetiring) return;
      log.say('info', `worker ${worker.pid} is replaced: ${message.reason}`);
      worker.isRetiring = true;
      if (message.isFault) {
        this.#pace.died(servedFor(worker));
        this.#mayCallOff(worker);
      }
      this.#reconcile();
    }
  }

  exited(worker: WorkerProcess, how: string): void {
    this.#workers = this.#workers.filter((other) => other !== worker);
    const { log } = this.#settings;
    if (worker.state !== 'stopping') {
      this.#pace.died(servedFor(worker));
      if (this.#phase !== 'stopping') log.say('warn', `worker ${worker.pid} died: ${how}`);
      if (this.#phase === 'starting') this.stop(1);
      this.#mayCallOff(worker);
    }
    this.#reconcile();
    this.#endIfEmpty();
  }

  /** Something is wrong with a worker: if it is one of a restart and has hardly served, that is the end of the restart. */
  #mayCallOff(worker: WorkerProcess): void {
    const isFresh = worker.service === this.#service && servedFor(worker) < SERVED;
    if (isFresh && this.#before !== undefined) this.#callOff(this.#before);
  }

  #isReady(worker: WorkerProcess, url: string): void {
    worker.readySince = performance.now();
    if (worker.state === 'starting') worker.state = 'ready';
    setTimeout(() => {
      if (this.#workers.includes(worker) && worker.state === 'ready' && !worker.isRetiring) this.#pace.forget();
    }, SERVED).unref();
    this.#url = url;
    if (this.#phase === 'starting' && worker.state === 'ready') this.#phase = 'serving';
    this.#reconcile();
  }

  #reconcile(): void {
    if (this.#phase === 'stopping') return;
    const kept = Math.max(this.#wanted, this.#before?.wanted ?? 0);
    const { start, stop, isComplete } = plan(this.#workers, this.#wanted, kept);
    for (const worker of stop) this.#dismiss(worker);
    if (start > 0) this.#startSoon(start);
    if (isComplete && this.#isChanging) this.#announce();
  }

  /** All workers serve that are wanted. */
  #announce(): void {
    this.#isChanging = false;
    this.#before = undefined;
    const { app, options } = this.#service;
    const where = options.unix === undefined ? this.#url : `unix:${options.unix}`;
    const pids = this.#workers.filter(({ state }) => state === 'ready').map(({ pid }) => pid);
    this.#settings.log.say(
      'info',
      `serving ${app} on ${where}, worker${pids.length === 1 ? '' : 's'} ${pids.join(', ')}`,
    );
    this.#settings.serviceManager.ready();
  }

  #startSoon(count: number): void {
    if (this.#waiting !== undefined) return;
    const { delay } = this.#pace;
    if (delay === undefined) this.#giveUp();
    else if (delay === 0) for (let i = 0; i < count; i++) this.#start();
    else {
      this.#settings.log.say('warn', `the next worker starts in ${delay / 1000} s`);
      this.#waiting = setTimeout(() => {
        this.#waiting = undefined;
        const { start } = plan(this.#workers, this.#wanted);
        for (let i = 0; i < start; i++) this.#start();
      }, delay);
    }
  }

  #start(): void {
    const { folder, socket, program, log } = this.#settings;
    this.#isChanging = true;
    try {
      const settings = { program, fd: socket.fd, folder, service: this.#service, host: this };
      this.#workers.push(new WorkerProcess(settings));
    } catch (error) {
      log.say('error', `no worker can be started: ${error instanceof Error ? error.message : String(error)}`);
      this.#pace.died(0);
      if (this.#phase === 'starting') this.stop(1);
      else if (this.#before !== undefined) this.#callOff(this.#before);
      else this.#startSoon(1);
    }
  }

  /** Serves something else from now on, by workers that are still to be started. */
  #adopt(service: Service, wanted: number): void {
    this.#service = service;
    this.#wanted = wanted;
    this.#pace.forget();
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    const timeouts = this.#workers.map(({ workerTimeout }) => workerTimeout);
    this.#watchdog.watch(Math.min(service.options.workerTimeout, ...timeouts));
  }

  /** What was to be served does not come to serve: those of before go on, as if nobody had asked for a restart. */
  #callOff({ service, wanted, workers }: Before): void {
    const { log, serviceManager } = this.#settings;
    const { old, fresh, refused } = calledOff(this.#workers, workers, wanted);
    log.say('error', `the restart is called off: ${old} old and ${fresh} new workers stay; SIGHUP tries again`);
    for (const worker of this.#workers) worker.isRetiring = refused.includes(worker) || worker.hasAsked;
    this.#before = undefined;
    this.#adopt(service, wanted);
    serviceManager.ready();
    this.#reconcile();
  }

  /** Workers die before they serve. Those that were to be replaced go on; where there are none, that is the end. */
  #giveUp(): void {
    const { log } = this.#settings;
    if (this.#before !== undefined) {
      this.#callOff(this.#before);
      return;
    }
    const serving = this.#workers.filter(({ state }) => state === 'ready');
    if (serving.length === 0) {
      log.say('error', 'workers keep dying before they serve: giving up');
      this.stop(1);
      return;
    }
    if (serving.some(({ isRetiring }) => isRetiring)) {
      log.say('error', 'new workers keep dying: those that they were to replace go on');
      for (const worker of serving) worker.isRetiring = worker.hasAsked = false;
    }
    this.#pace.persist();
    this.#reconcile();
  }

  #dismiss(worker: WorkerProcess): void {
    if (worker.state === 'stopping') return;
    worker.state = 'stopping';
    worker.send({ type: 'stop' });
    // It keeps to its own time; this is for one that cannot.
    setTimeout(() => worker.kill(), worker.service.options.closeTimeout + 5000).unref();
  }

  #endIfEmpty(): void {
    if (this.#phase !== 'stopping' || this.#workers.length > 0) return;
    this.#watchdog.close();
    this.#end(this.#ending);
  }
}

/** For how long a worker has accepted connections, in milliseconds. */
function servedFor({ readySince }: WorkerProcess): number {
  return readySince === undefined ? 0 : performance.now() - readySince;
}
