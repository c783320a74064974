/** Tells of changes of files, several at once where they come together. */
import { dirname, extname, sep } from 'node:path';
import { watch } from 'chokidar';
import type { ApplicationFiles } from './application-files.ts';

export class WatchedFiles {
  readonly #watcher = watch([], WATCHING);
  /** For the folders of missing files, without what lies deeper. */
  readonly #folders = watch([], { ...WATCHING, depth: 0 });
  readonly #found = new Set<string>();
  /** Files that may come, without their extensions. */
  readonly #missing = new Set<string>();
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #onChange: (paths: readonly string[]) => void;

  /** @param onChange called with what has changed, some milliseconds after the last change */
  constructor(onChange: (paths: readonly string[]) => void) {
    this.#onChange = onChange;
    for (const watcher of [this.#watcher, this.#folders]) {
      watcher.on('all', (_event, path) => {
        if (this.#isOurs(path)) this.#note(path);
      });
      // A file that cannot be watched is no reason to stop working.
      watcher.on('error', (error) => process.stderr.write(`watching files: ${String(error)}\n`));
    }
  }

  /** Watches these files and folders too, and the folders in which the missing ones would lie. */
  add({ found, missing }: ApplicationFiles): void {
    const fresh = found.filter((path) => !this.#found.has(path));
    for (const path of fresh) this.#found.add(path);
    for (const path of missing) this.#missing.add(stem(path));
    if (fresh.length > 0) this.#watcher.add(fresh);
    if (missing.length > 0) this.#folders.add(missing.map((path) => dirname(path)));
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.#watcher.close(), this.#folders.close()]);
  }

  #isOurs(path: string): boolean {
    if (this.#missing.has(stem(path)) || this.#missing.has(path)) return true;
    for (let at = path; ; at = dirname(at)) {
      if (this.#found.has(at)) return true;
      if (at === dirname(at) || !at.includes(sep)) return false;
    }
  }

  #note(path: string): void {
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changed = [...this.#changed];
      this.#changed = new Set();
      this.#onChange(changed);
    }, SETTLED);
  }
}

const WATCHING = {
  ignoreInitial: true,
  ignored: (path: string) => /[/\\](node_modules|\.git)([/\\]|$)/.test(path),
};

/** In milliseconds: a tool that writes several files is done by then, and nobody has to wait for it. */
const SETTLED = 20;

/** A module is looked for as `view.js` and comes as `view.ts`. */
function stem(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}
