/** Kills workers whose event loop stands still, and tells of those that load for long. */
import type { Log } from './log.ts';
import type { WorkerProcess } from './worker-process.ts';

export class Watchdog {
  readonly #workers: () => readonly WorkerProcess[];
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #lastLook = performance.now();

  constructor(workers: () => readonly WorkerProcess[], log: Log) {
    this.#workers = workers;
    this.#log = log;
  }

  /** @param workerTimeout the shortest time for which a worker may be silent, in milliseconds */
  watch(workerTimeout: number): void {
    const period = Math.min(1000, workerTimeout / 4);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(period), period);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(period: number): void {
    const now = performance.now();
    // This process itself may have stood still: nobody was heard then.
    const stoodStill = now - this.#lastLook > 2 * period + 1000;
    this.#lastLook = now;
    for (const worker of this.#workers()) {
      if (stoodStill) worker.lastHeard = now;
      if (worker.state === 'starting' && !worker.isSlow && now - worker.startedAt > STARTING) {
        worker.isSlow = true;
        this.#log.say('warn', `worker ${worker.pid} is still loading its application after ${STARTING / 1000} s`);
      }
      // To load an application may take longer than any request should.
      const patience = worker.state === 'starting' ? Math.max(STARTING, worker.workerTimeout) : worker.workerTimeout;
      if (now - worker.lastHeard < patience) continue;
      this.#log.say('error', `worker ${worker.pid} hung for ${patience / 1000} s: killed`);
      worker.lastHeard = now;
      worker.kill();
    }
  }
}

/** How long a worker that loads its application may stand still at least, or load without a word, in milliseconds. */
const STARTING = 30_000;
