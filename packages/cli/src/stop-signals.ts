/**
 * SIGTERM and SIGINT: the first one asks a program to stop, a second one to stop at once. What comes right after the
 * first is no second one: a terminal tells every process of its group, and the program above may pass it on again.
 */
export function onStopSignals(stop: () => void, stopAtOnce: () => void): void {
  let first: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      stop();
    } else if (now - first >= ECHO) stopAtOnce();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/** In milliseconds. */
const ECHO = 500;
