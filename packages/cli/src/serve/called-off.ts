/** Who serves on when a rolling restart is called off. */
import type { Planned } from './plan.ts';

export interface CalledOff<Worker extends Planned> {
  /** How many of those of before stay. */
  readonly old: number;
  /** How many of the new ones stay, since there are no longer enough of the others. */
  readonly fresh: number;
  /** New ones that go. */
  readonly refused: readonly Worker[];
}

/**
 * Keeps those of before, and as many of the new ones that serve already as are missing.
 * @param workers all there are, oldest first
 * @param before those that were there when the restart began
 * @param wanted how many were wanted then
 */
export function calledOff<Worker extends Planned>(
  workers: readonly Worker[],
  before: ReadonlySet<Worker>,
  wanted: number,
): CalledOff<Worker> {
  const serving = workers.filter(({ state }) => state === 'ready');
  const fresh = serving.filter((worker) => !before.has(worker));
  const old = Math.min(wanted, serving.length - fresh.length);
  const starting = workers.filter(({ state }) => state === 'starting');
  const missing = wanted - old;
  return { old, fresh: Math.min(missing, fresh.length), refused: [...starting, ...fresh.slice(missing)] };
}
