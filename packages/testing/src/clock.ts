/**
 * Time that stands still until a test moves it. It has the shapes in which packages take a clock, so it goes wherever
 * one of them has an option for it.
 */

/** A clock of a test's own. */
export interface TestClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same moment as a date. */
  date(): Date;
  /**
   * Calls back once, after so many milliseconds of this clock.
   * @returns a function that calls it off
   */
  after(milliseconds: number, callback: () => void): () => void;
  /**
   * Calls back again and again, every so many milliseconds of this clock.
   * @param milliseconds a number above 0
   * @returns a function that ends it
   */
  every(milliseconds: number, callback: () => void): () => void;
  /**
   * Moves time on. What falls due on the way is called back in the order of its time, at its time; after each callback
   * the event loop turns once, so that what it set off can run before the next one.
   * @param milliseconds a number from 0
   */
  advance(milliseconds: number): Promise<void>;
  /** How many callbacks are still to come: 0 proves that a test's subject leaves no timer behind. */
  readonly pending: number;
}

/**
 * Makes a clock that shows one time until it is advanced.
 * @param start milliseconds since 1970
 * @default 2030-01-01, midnight UTC
 */
export function createClock(start: number = Date.UTC(2030, 0, 1)): TestClock {
  const timers = new Set<Timer>();
  let time = start;
  const set = (timer: Timer): (() => void) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const fire = (timer: Timer): void => {
    time = timer.due;
    if (timer.interval === undefined) timers.delete(timer);
    else timer.due += timer.interval;
    timer.callback();
  };
  return {
    now: () => time,
    date: () => new Date(time),
    after: (milliseconds, callback) => set({ due: time + Math.max(milliseconds, 0), callback }),
    every: (interval, callback) => {
      if (!(interval > 0)) throw new RangeError(`An interval is a number of milliseconds above 0, not ${interval}`);
      return set({ due: time + interval, interval, callback });
    },
    advance: async (milliseconds) => {
      const until = time + milliseconds;
      for (let next = earliest(timers); next !== undefined && next.due <= until; next = earliest(timers)) {
        fire(next);
        await turn();
      }
      time = until;
    },
    get pending() {
      return timers.size;
    },
  };
}

interface Timer {
  due: number;
  readonly interval?: number;
  readonly callback: () => void;
}

/** Of two that fall due together the one that was set first: a set keeps that order. */
function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (first === undefined || timer.due < first.due) first = timer;
  }
  return first;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
