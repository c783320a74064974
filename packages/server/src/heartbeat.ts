/**
 * One timer for all the deadlines of a server, and for `Date`: twice a second, as long as there is a connection. A
 * deadline is then a number that is compared, not a timer that is started and stopped for each request.
 */
import type { Clock } from './clock.ts';

/** Milliseconds from one beat to the next. */
export const BEAT = 500;

/** Something with deadlines. */
export interface Timed {
  /** Called at each beat with the time and how much of it has passed since the last beat. */
  beat(now: number, elapsed: number): void;
}

export class Heartbeat {
  readonly #clock: Clock;
  readonly #timed: ReadonlySet<Timed>;
  #now = 0;
  #last = 0;
  #dateLine = '';
  #stop: (() => void) | undefined;

  constructor(clock: Clock, timed: ReadonlySet<Timed>) {
    this.#clock = clock;
    this.#timed = timed;
  }

  /** Milliseconds, as of the last beat. */
  get now(): number {
    return this.#now;
  }

  /** The `Date` field of a response, as a line. */
  get dateLine(): string {
    return this.#dateLine;
  }

  /** Begins to beat, if it does not already. */
  start(): void {
    if (this.#stop !== undefined) return;
    this.#last = this.#clock.now();
    this.#setDate();
    this.#stop = this.#clock.every(BEAT, () => this.#beat());
  }

  #beat(): void {
    const time = this.#clock.now();
    // When the process was busy for seconds, the clients were not late: their bytes wait in the socket, unread.
    const elapsed = Math.min(time - this.#last, MOST_ELAPSED);
    this.#last = time;
    this.#now += elapsed;
    this.#setDate();
    for (const one of this.#timed) one.beat(this.#now, elapsed);
    if (this.#timed.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #setDate(): void {
    this.#dateLine = `Date: ${this.#clock.date().toUTCString()}\r\n`;
  }
}

const MOST_ELAPSED = 2 * BEAT;
