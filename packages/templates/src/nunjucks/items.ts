/** What a loop goes over, as an array. */
import { types } from 'node:util';

/** The items of a list for `{% for item in list %}`. What is no list has none. */
export function items(value: unknown): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(value)) return watched(value);
  if (typeof value === 'string') return Array.from(value);
  if (typeof value !== 'object' || value === null) return [];
  if (Symbol.iterator in value && isIterable(value)) return watched([...value]);
  return Symbol.asyncIterator in value && isAsyncIterable(value) ? collect(value) : [];
}

/** The entries of an object for `{% for key, value in object %}`, or the items of a list to be taken apart. */
export function entries(value: unknown): readonly unknown[] | Promise<readonly unknown[]> {
  if (typeof value !== 'object' || value === null || Symbol.iterator in value || Symbol.asyncIterator in value) {
    return items(value);
  }
  return Object.entries(value);
}

/** `loop` inside of a loop. */
export function loopAt(index: number, length: number): Readonly<Record<string, number | boolean>> {
  return {
    index: index + 1,
    index0: index,
    revindex: length - index,
    revindex0: length - index - 1,
    first: index === 0,
    last: index === length - 1,
    length,
  };
}

/**
 * Promises in a list are awaited one after the other. Should a later one fail meanwhile, that is no unhandled rejection,
 * which would end the process: its turn comes.
 */
function watched(list: readonly unknown[]): readonly unknown[] {
  for (const item of list) watch(item);
  return list;
}

/** Keeps a promise that may fail before it is awaited from being an unhandled rejection. */
export function watch(value: unknown): void {
  // Promises only: calling `then` of another thenable may be what starts its work, as it is with query builders.
  if (types.isPromise(value)) value.catch(() => undefined);
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';
}

async function collect(value: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const list: unknown[] = [];
  for await (const item of value) list.push(item);
  return list;
}
