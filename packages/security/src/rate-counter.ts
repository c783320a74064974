/** Counts requests by key, in this process or in Redis, by `rate-limiter-flexible`. */

import { LateError, within } from '@tsgi/http';
import type { ErrorStream } from '@tsgi/protocol';
import { describeError } from '@tsgi/protocol';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** A client of the `redis` package or of `ioredis`, connected by the application. */
export type RateLimitRedis =
  | {
      readonly isReady: boolean;
      eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
    }
  | { readonly status: string; defineCommand(name: string, definition: { lua: string; numberOfKeys?: number }): void };

/** What is counted, and where. */
export interface RateCounterOptions {
  readonly name: string;
  readonly limit: number;
  /** Seconds. */
  readonly window: number;
  readonly redis: RateLimitRedis | undefined;
}

/** What a request came to. */
export interface RateCount {
  readonly isOver: boolean;
  /** How many more there may be in this window. */
  readonly remaining: number;
  /** Whole seconds until the next window begins. */
  readonly reset: number;
}

/**
 * A counter. Without its Redis it counts in this process: neither no limit nor no service. In the process each key takes
 * some memory until its window is over, however many there are: a short window keeps that small.
 */
export class RateCounter {
  readonly #memory: RateLimiterMemory;
  readonly #redis: RateLimiterRedis | undefined;
  readonly #name: string;
  #isDown = false;
  /** Whether Redis owes an answer that did not come in time. */
  #isWaiting = false;

  constructor({ name, limit, window, redis }: RateCounterOptions) {
    const common = { points: limit, duration: window, keyPrefix: `ratelimit:${name}` };
    this.#name = name;
    this.#memory = new RateLimiterMemory(common);
    if (redis === undefined) return;
    const useRedisPackage = !('defineCommand' in redis);
    this.#redis = new RateLimiterRedis({ ...common, storeClient: redis, useRedisPackage, rejectIfRedisNotReady: true });
  }

  /** Counts one request. */
  async count(key: string, errors: ErrorStream): Promise<RateCount> {
    const redis = this.#redis;
    if (redis === undefined || this.#isWaiting) return countOf(consumed(this.#memory, key));
    try {
      const count = await countOf(this.#inTime(consumed(redis, key)));
      this.#isDown = false;
      return count;
    } catch (error) {
      if (!this.#isDown) {
        errors.write(
          `The rate limit ${this.#name} counts in this process alone, without Redis: ${describeError(error)}\n`,
        );
      }
      this.#isDown = true;
      return countOf(consumed(this.#memory, key));
    }
  }

  /** Waits for Redis, but not for long; then nobody else does, until it has answered or failed. */
  async #inTime<T>(pending: Promise<T>): Promise<T> {
    try {
      return await within(PATIENCE, pending, 'Redis');
    } catch (error) {
      if (error instanceof LateError) {
        this.#isWaiting = true;
        const settled = (): void => {
          this.#isWaiting = false;
        };
        pending.then(settled, settled);
      }
      throw error;
    }
  }
}

// Milliseconds. A Redis that is there takes one or two.
const PATIENCE = 1000;

interface Consumed {
  readonly isOver: boolean;
  readonly result: RateLimiterRes;
}

/** The limiter resolves below its limit and rejects above it, with the same. */
async function consumed(limiter: RateLimiterMemory | RateLimiterRedis, key: string): Promise<Consumed> {
  try {
    return { isOver: false, result: await limiter.consume(key) };
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return { isOver: true, result: thrown };
    throw thrown;
  }
}

async function countOf(pending: Promise<Consumed>): Promise<RateCount> {
  const { isOver, result } = await pending;
  return { isOver, remaining: result.remainingPoints, reset: Math.max(1, Math.ceil(result.msBeforeNext / 1000)) };
}
