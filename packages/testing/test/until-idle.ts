import { performance } from 'node:perf_hooks';

// The real one, also where a test turns the clock.
const { setTimeout } = globalThis;

/**
 * Resolves when the event loop has had nothing to do several times in a row. What still waits then waits for something
 * that does not come. On a busy machine that takes longer, since a process that is not given a processor is not idle.
 */
export async function untilIdle(): Promise<void> {
  for (let times = 0; times < 5; ) {
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const { active } = performance.eventLoopUtilization(before);
    times = active < 5 ? times + 1 : 0;
  }
}
