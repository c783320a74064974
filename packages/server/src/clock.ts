/** Time, as the server needs it. The one thing that tests replace. */
export interface Clock {
  /** Milliseconds from some point on, never going back. */
  now(): number;
  /** The date for `Date`. */
  date(): Date;
  /** Calls `tick` every so many milliseconds, without keeping the process alive; gives what ends that. */
  every(milliseconds: number, tick: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};
