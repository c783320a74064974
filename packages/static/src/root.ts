/** A directory whose files are for everybody, and nothing else: neither through `..` nor through a symbolic link. */
import { type BigIntStats, constants, realpathSync, statSync } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A file that is open, and known to be inside of the root. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
  /** Where it is, every symbolic link followed. */
  readonly realPath: string;
}

export class Root {
  readonly path: string;

  /** @throws Error with the code `ENOENT` when there is nothing, and `ENOTDIR` when it is no directory */
  constructor(directory: string | URL) {
    this.path = realpathSync(directory);
    if (statSync(this.path).isDirectory()) return;
    throw Object.assign(new Error(`${this.path} is no directory`), { code: 'ENOTDIR' });
  }

  /**
   * Opens a file by its names below the root, and asks where that is which was opened: a link that is put in its place
   * meanwhile leads nowhere.
   * @returns `'directory'`, or `undefined` for what is not there, is no file, or lies outside
   */
  async open(names: readonly string[]): Promise<OpenedFile | 'directory' | undefined> {
    const path = join(this.path, ...names);
    // Without NONBLOCK, opening a pipe would wait for somebody to write to it.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(unavailable);
    if (handle === undefined) return undefined;
    let found: OpenedFile | 'directory' | undefined;
    try {
      const stats = await handle.stat({ bigint: true });
      const realPath = await placeOf(handle, stats, path);
      if (realPath !== undefined && this.#contains(realPath)) {
        found = stats.isFile() ? { handle, stats, realPath } : stats.isDirectory() ? 'directory' : undefined;
      }
      return found;
    } finally {
      if (found === undefined || found === 'directory') await handle.close();
    }
  }

  /**
   * Opens a file again that was found before.
   * @returns `undefined` when it is another one now, or has changed
   */
  async reopen(realPath: string, known: BigIntStats): Promise<OpenedFile | undefined> {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const handle = await open(realPath, flags).catch(unavailable);
    if (handle === undefined) return undefined;
    const stats = await handle.stat({ bigint: true });
    if (isSame(stats, known) && stats.mtimeNs === known.mtimeNs && stats.size === known.size) {
      return { handle, stats, realPath };
    }
    await handle.close();
    return undefined;
  }

  /** Not only that it begins alike: `/srv/site-secret` is not in `/srv/site`. */
  #contains(realPath: string): boolean {
    return realPath === this.path || realPath.startsWith(this.path.endsWith(sep) ? this.path : this.path + sep);
  }
}

/**
 * Where an open file is, every symbolic link followed. Linux tells it of the descriptor itself. Elsewhere it is what stands
 * at the real path of its name, if that is no link and the same file: whoever may replace directories inside of the root
 * could still win a race there.
 */
async function placeOf(handle: FileHandle, stats: BigIntStats, path: string): Promise<string | undefined> {
  const place = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
  if (place !== undefined) return place;
  const real = await realpath(path).catch(unavailable);
  const there = real === undefined ? undefined : await lstat(real, { bigint: true }).catch(unavailable);
  return there !== undefined && isSame(stats, there) ? real : undefined;
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

/** What is not there, or not for us; EISDIR is how some systems say that it is a directory. */
function unavailable(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(?:ENOENT|ENOTDIR|ENXIO|ELOOP|EACCES|EPERM|ENAMETOOLONG|EISDIR|EINVAL)$/.test(code)) throw error;
}
