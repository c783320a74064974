/** From the path of a URL to the names of files: the one place in which they are decoded, once. */

/** A path of a URL as names below a directory. */
export interface FilePath {
  readonly names: readonly string[];
  /** Whether it ends with a slash: a directory is meant. */
  readonly isDirectory: boolean;
}

/**
 * Reads a canonical path.
 * @returns `undefined` for what no file of a site is called, on any system that it may run on: empty names, `.` and
 *   `..`, separators and controls that were encoded, what is not UTF-8, dotfiles, names with a drive or a stream of
 *   Windows (`C:`, `a.txt::$DATA`), its devices (`NUL`, `com1.txt`), and names that it would shorten (`a.txt.`)
 */
export function parseFilePath(path: string): FilePath | undefined {
  const parts = path.split('/').slice(1);
  const isDirectory = parts.at(-1) === '';
  const encoded = isDirectory ? parts.slice(0, -1) : parts;
  const names = encoded.map(parseName);
  return names.every((name) => name !== undefined) ? { names, isDirectory } : undefined;
}

function parseName(encoded: string): string | undefined {
  let name = encoded;
  if (encoded.includes('%')) {
    try {
      name = decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
  }
  return isFileName(name) ? name : undefined;
}

/** Whether a file that is for everybody may have this name. */
export function isFileName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !FORBIDDEN.test(name) && !DEVICE.test(name) && !SHORTENED.test(name);
}

const FORBIDDEN = /[\x00-\x1f\x7f/\\:*?"<>|]/;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;
const SHORTENED = /[. ]$/;
