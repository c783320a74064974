/** Which paths are meant by a list: single ones, and everything below one. */
import { canonicalPath } from '@tsgi/protocol';
import { SecurityError } from './security-error.ts';

/** A list of paths, each a path (`'/hooks/stripe'`) or all paths below one (`'/hooks/*'`). */
export class PathList {
  readonly #exact = new Set<string>();
  readonly #prefixes: string[] = [];

  /** @throws SecurityError `options-invalid` for what is no path */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const isPrefix = entry.endsWith('/*');
      const path = canonicalPath(isPrefix ? entry.slice(0, -1) : entry);
      if (path?.startsWith('/') !== true || path.includes('*')) {
        throw new SecurityError('options-invalid', `'${entry}' is neither a path nor one with '/*' at its end`);
      }
      if (isPrefix) this.#prefixes.push(path);
      else this.#exact.add(path);
    }
  }

  /** @param path canonical, as `PATH_INFO` is */
  has(path: string): boolean {
    return this.#exact.has(path) || this.#prefixes.some((prefix) => path.startsWith(prefix));
  }
}
