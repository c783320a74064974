/**
 * Results as they change, in this process or in another one. While somebody watches, the database is asked for a version
 * once a second, which costs it nothing, and the same query works for SQLite and PostgreSQL; a vote that this process has
 * taken is told at once.
 */
import { type Clock, systemClock } from '@tsgi/http';
import type { Database } from './models/database.ts';
import { type Results, resultsOf, resultsVersion } from './models/votes.ts';

/** Milliseconds between two looks at the database. */
const INTERVAL = 1000;

/** Watches the results of polls. */
export class LiveResults {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #version: string | undefined;
  #wasChanged = false;
  #isTicking = false;

  constructor(database: Database, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The results of a poll now, and again whenever they may have changed. Ends with the poll, or when `signal` aborts. */
  async *watch(pollId: string, signal: AbortSignal): AsyncGenerator<Results, void> {
    while (!signal.aborted) {
      // Asked before the results are read: a change while they are is not missed.
      const change = this.#change(signal);
      const results = await resultsOf(this.#database, pollId);
      if (results === undefined) return;
      yield results;
      await change;
    }
  }

  /** Has everybody look again: something was changed here. */
  announce(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (!this.#isTicking) this.#tick();
    });
  }

  #tick(): void {
    this.#isTicking = true;
    this.#clock.after(INTERVAL, () => void this.#look());
  }

  async #look(): Promise<void> {
    if (this.#waiting.size === 0) {
      this.#isTicking = false;
      return;
    }
    // A database that does not answer now is asked again.
    const version = await resultsVersion(this.#database).catch(() => this.#version);
    const isChanged = version !== this.#version;
    // PostgreSQL may show a vote after one with a higher id, so a change is looked at twice.
    if (isChanged || this.#wasChanged) this.announce();
    this.#version = version;
    this.#wasChanged = isChanged;
    this.#tick();
  }
}
