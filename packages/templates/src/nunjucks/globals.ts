/** The functions that every template has. */

/** `range`, `cycler` and `joiner`, by name. */
export function builtInGlobals(): Map<string, unknown> {
  return new Map<string, unknown>([
    ['range', range],
    ['cycler', cycler],
    ['joiner', joiner],
  ]);
}

/** More than any page shows. A number from a query must not fill the memory. */
const LONGEST_RANGE = 100_000;

/** `range(3)` is 0, 1, 2; `range(1, 4)` is 1, 2, 3; `range(4, 0, -2)` is 4, 2. */
function range(start: number, stop?: number, step?: number): readonly number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const by = stop === undefined ? 1 : step || 1;
  const length = Math.ceil((to - from) / by);
  if (length > LONGEST_RANGE) throw new RangeError(`a range of ${length} is longer than ${LONGEST_RANGE}`);
  return Array.from({ length: Math.max(0, length || 0) }, (_, index) => from + index * by);
}

interface Cycler {
  current: unknown;
  next(): unknown;
  reset(): void;
}

/** Its `next()` gives the values in turn, over and over. */
function cycler(...values: readonly unknown[]): Cycler {
  let index = -1;
  return {
    current: null,
    next() {
      index = (index + 1) % values.length;
      this.current = values[index];
      return this.current;
    },
    reset() {
      index = -1;
      this.current = null;
    },
  };
}

/** A function that gives nothing the first time, and the separator from then on. */
function joiner(separator = ','): () => string {
  let isFirst = true;
  return () => {
    const text = isFirst ? '' : separator;
    isFirst = false;
    return text;
  };
}
