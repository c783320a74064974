/** The headers of a request, read from its environ when they are asked for. */
import type { Environ } from '@tsgi/protocol';

/**
 * A read-only view of a request's headers. Names are compared without regard to case. Repeated ones are joined, as the
 * server has done: with `, `, `Cookie` with `; `.
 */
export class RequestHeaders implements Iterable<readonly [name: string, value: string]> {
  readonly #environ: Environ;

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  /** The value of a header; `undefined` when the client did not send it. */
  get(name: string): string | undefined {
    const key = keys.get(name) ?? learn(name);
    return key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH' ? this.#environ[key] : this.#environ[`HTTP_${key}`];
  }

  /** Whether the client sent a header. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Names in lower case, with their values. */
  *[Symbol.iterator](): IterableIterator<readonly [name: string, value: string]> {
    const fields: Readonly<Record<string, unknown>> = { ...this.#environ };
    for (const [key, value] of Object.entries(fields)) {
      if (typeof value !== 'string') continue;
      if (key.startsWith('HTTP_')) yield [nameOf(key.slice(5)), value];
      else if (key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH') yield [nameOf(key), value];
    }
  }
}

/** From a header's name to its key without `HTTP_`. Bounded, should somebody ask for names that a client made up. */
const keys = new Map<string, string>();
const KEYS_LIMIT = 1000;

function learn(name: string): string {
  // No header with `_` in its name reaches an environ: asked for by that name, it is not there.
  const key = name.includes('_') ? '' : name.toUpperCase().replaceAll('-', '_');
  if (keys.size < KEYS_LIMIT) keys.set(name, key);
  return key;
}

function nameOf(key: string): string {
  return key.toLowerCase().replaceAll('_', '-');
}
