/** Tells of changes of files, several at once where they come together. */
import { statSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { type ChokidarOptions, type FSWatcher, watch } from 'chokidar';
import type { ApplicationFiles } from './application-files.ts';

export class WatchedFiles {
  /** One for each addition, since a watcher says once only that it watches. */
  readonly #watchers = new Set<FSWatcher>();
  readonly #found = new Set<string>();
  /** Files that may come, without their extensions, and the folders in which they would lie. */
  readonly #missing = new Set<string>();
  readonly #folders = new Set<string>();
  /** The change of each file that was told last, by its time. */
  readonly #told = new Map<string, number>();
  #began = 0;
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #onChange: (paths: readonly string[]) => void;

  /** @param onChange called with what has changed, some milliseconds after the last change */
  constructor(onChange: (paths: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  /** The application is about to be loaded: what changes from now on, it may not have seen. */
  loadingBegins(): void {
    this.#began = Date.now() - CLOCK_STEP;
  }

  /** Watches these files and folders too, and the folders in which the missing ones would lie. */
  add({ found, missing }: ApplicationFiles): void {
    for (const path of missing) this.#missing.add(stem(path));
    this.#watch(
      found.filter((path) => isAddedTo(this.#found, path)),
      WATCHING,
    );
    // Without what lies deeper.
    const folders = missing.map((path) => dirname(path));
    this.#watch(
      folders.filter((path) => isAddedTo(this.#folders, path)),
      { ...WATCHING, depth: 0 },
    );
  }

  /**
   * Looks for changes since the application was loaded of which no watcher has told: those from before it watched, and
   * those right behind another one, which chokidar takes for the same.
   */
  lookAgain(): void {
    for (const watcher of this.#watchers) this.#lookAgainWith(watcher);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([...this.#watchers].map((watcher) => watcher.close()));
  }

  #watch(paths: string[], options: ChokidarOptions): void {
    if (paths.length === 0) return;
    const watcher = watch(paths, options);
    this.#watchers.add(watcher);
    watcher.on('all', (_event, path) => {
      if (this.#isOurs(path)) this.#note(path);
    });
    watcher.on('ready', () => this.#lookAgainWith(watcher));
    // A file that cannot be watched is no reason to stop working.
    watcher.on('error', (error) => process.stderr.write(`watching files: ${String(error)}\n`));
  }

  #lookAgainWith(watcher: FSWatcher): void {
    for (const [folder, names] of Object.entries(watcher.getWatched())) {
      for (const path of names.map((name) => join(folder, name))) {
        const time = changeTime(path);
        if (time >= this.#began && time !== this.#told.get(path) && this.#isOurs(path)) this.#note(path);
      }
    }
  }

  #isOurs(path: string): boolean {
    if (this.#missing.has(stem(path)) || this.#missing.has(path)) return true;
    for (let at = path; ; at = dirname(at)) {
      if (this.#found.has(at)) return true;
      if (at === dirname(at) || !at.includes(sep)) return false;
    }
  }

  #note(path: string): void {
    this.#told.set(path, changeTime(path));
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changed = [...this.#changed];
      this.#changed = new Set();
      this.#onChange(changed);
    }, SETTLED);
  }
}

const WATCHING: ChokidarOptions = {
  ignoreInitial: true,
  ignored: (path: string) => /[/\\](node_modules|\.git)([/\\]|$)/.test(path),
};

/** In milliseconds: a tool that writes several files is done by then, and nobody has to wait for it. */
const SETTLED = 20;

/** In milliseconds, less than `SETTLED`: by so much the times of files may lag behind the clock. */
const CLOCK_STEP = 10;

/** A module is looked for as `view.js` and comes as `view.ts`. */
function stem(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

function isAddedTo(set: Set<string>, path: string): boolean {
  return set.size < set.add(path).size;
}

/** When the content, the name or the mode of a file was changed last; 0 for one that is gone, or out of reach. */
function changeTime(path: string): number {
  try {
    return statSync(path).ctimeMs;
  } catch {
    return 0;
  }
}
