import { type Clock, systemClock } from './clock.ts';

/** What was waited for has not come in time: see {@link within}. */
export class LateError extends Error {
  override readonly name = 'LateError';
  readonly code = 'late';
}

/**
 * Waits for an answer from elsewhere, but not for ever. Where the process itself stood still, an answer that has come
 * meanwhile is read before the time is over.
 * @param milliseconds how long it may take
 * @param what who is to answer, for the error
 * @throws LateError `late`; whatever `answer` rejects with
 */
export async function within<T>(
  milliseconds: number,
  answer: Promise<T>,
  what: string,
  clock: Clock = systemClock,
): Promise<T> {
  let callOff: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new LateError(`${what} has not answered within ${milliseconds} ms`));
    // Timers come first when the process goes on, then what has arrived, then immediates.
    callOff = clock.after(milliseconds, () => void setImmediate(giveUp));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    callOff?.();
  }
}
