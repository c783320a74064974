/** Waiting that ends: each wait has a deadline and says what it was for. */

// The real ones, also where a test turns the clock.
const { clearTimeout, performance, setTimeout } = globalThis;

/** How long a test waits for anything, in milliseconds: far more than a busy machine needs. */
export const DEADLINE = 30_000;

/** What is waited for, in words; a function is asked at the deadline, when there is more to say. */
export type Awaited = string | (() => string);

/**
 * The promise, with a deadline.
 * @throws Error that names `what` when the promise has not settled in 30 s
 */
export async function within<T>(what: Awaited, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${DEADLINE / 1000} s for ${wordsOf(what)}`)), DEADLINE);
    // Alone it keeps no process alive.
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for what no event announces, such as a file of another process: asks until the answer is true.
 * @throws Error that names `what` when it is not true in 30 s, with the last error of `isSo` as its cause
 */
export async function until(what: Awaited, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE;
  let cause: unknown;
  while (performance.now() < end) {
    try {
      if (await within(what, Promise.resolve(isSo()))) return;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
  throw new Error(`Waited ${DEADLINE / 1000} s for ${wordsOf(what)}`, { cause });
}

const INTERVAL = 10;

function wordsOf(what: Awaited): string {
  return typeof what === 'string' ? what : what();
}
