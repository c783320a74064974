/** Which workers to start and which to stop, so that there is always the number that is wanted. */

/** A worker as the plan sees it. */
export interface Planned {
  /** `starting` until it accepts connections, `stopping` from when it was told to go. */
  readonly state: 'starting' | 'ready' | 'stopping';
  /** It is to be replaced: it goes on until a new one is ready. */
  readonly isRetiring: boolean;
}

export interface Plan<Worker extends Planned> {
  readonly start: number;
  readonly stop: readonly Worker[];
  /** Whether all serve that are wanted, and none of them is to be replaced. */
  readonly isComplete: boolean;
}

/**
 * What to do next. The first worker starts alone: what is wrong with an application is said once, and tried once.
 * While workers that retire still serve, new ones start one at a time, so that a rolling restart takes memory for one
 * more and no processor from those that serve.
 * @param workers oldest first
 * @param wanted how many are to serve
 * @param kept how many are to go on serving, those that retire among them, until there are as many as are wanted
 */
export function plan<Worker extends Planned>(
  workers: readonly Worker[],
  wanted: number,
  kept: number = wanted,
): Plan<Worker> {
  const serving = workers.filter(({ state }) => state === 'ready');
  const starting = workers.filter(({ state }) => state === 'starting');
  const retiring = serving.filter(({ isRetiring }) => isRetiring);
  const ready = serving.filter(({ isRetiring }) => !isRetiring);
  // What has not begun to serve, and is not wanted any longer, never will.
  const doomed = starting.filter(({ isRetiring }) => isRetiring);
  const coming = starting.filter(({ isRetiring }) => !isRetiring);
  const needed = Math.max(0, wanted - ready.length);
  const lacking = Math.max(0, needed - coming.length);
  const isProven = ready.length > 0 && retiring.length === 0;
  const start = isProven ? lacking : Math.min(lacking, coming.length === 0 ? 1 : 0);
  const superfluous = Math.max(0, serving.length - (needed === 0 ? wanted : kept));
  const leaving = [...retiring, ...ready].slice(0, superfluous);
  return { start, stop: [...leaving, ...doomed, ...coming.slice(needed)], isComplete: needed === 0 };
}
