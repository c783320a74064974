/** How soon a worker that died is started again: at once, unless it keeps dying before it has served. */

/** Died after less than this, in milliseconds, a worker counts as one that cannot serve. */
export const SERVED = 1000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
/** As many failures in a row are enough. */
const LIMIT = 10;

export class RestartPace {
  #failures = 0;

  /** A worker has died unasked. @param served for how long it had accepted connections, in milliseconds */
  died(served: number): void {
    this.#failures = served < SERVED ? this.#failures + 1 : 0;
  }

  /** A worker has shown that it can serve, or there is new code to try. */
  forget(): void {
    this.#failures = 0;
  }

  /** Goes on trying, as slowly as it gets. */
  persist(): void {
    this.#failures = LIMIT - 1;
  }

  /** How long to wait before the next start, in milliseconds; `undefined` when it is time to give up. */
  get delay(): number | undefined {
    if (this.#failures >= LIMIT) return undefined;
    return this.#failures < 2 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#failures - 2));
  }
}
