/** Names that change with the content, so that what they name may be kept for ever. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContextProcessor } from '@tsgi/http';
import { isFileName } from './file-path.ts';

/** Which file goes by which name. Paths are relative to the directory, with slashes, without one in front. */
export interface Manifest {
  /** The name with a hash for a file's own; the file's own name when it has none. */
  hashed(file: string): string;
  /** The file behind a name with a hash; `undefined` when it is none. */
  file(hashed: string): string | undefined;
}

/**
 * Hashes every file of a directory: `css/app.css` goes by `css/app.3f2a9c0d1e5b.css`. Made once at the start, for
 * production: a file that changes later keeps its name, and should not.
 */
export function createManifest(directory: string | URL): Manifest {
  const path = directory instanceof URL ? fileURLToPath(directory) : directory;
  const pairs = Array.from(filesOf(path, ''), ([name, file]): [string, string] => {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
    const end = extname(name);
    return [name, `${name.slice(0, name.length - end.length)}.${hash}${end}`];
  });
  return manifestOf(new Map(pairs), true);
}

/**
 * Reads the manifest of a bundler: names to names, or names to `{ file }` as Vite writes it. The files have their hashed
 * names already.
 */
export function readManifest(path: string): Manifest {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof content !== 'object' || content === null)
    throw new TypeError(`${path} is no manifest: an object of names`);
  const pairs = Object.entries(content).flatMap(([name, entry]: [string, unknown]) => {
    const files = filesOfEntry(entry);
    if (files === undefined) throw new TypeError(`${path} is no manifest: ${name} names no file`);
    const [own, ...others] = files;
    // What an entry brings along has no name but its file's.
    return [[name, own] as const, ...others.map((file) => [file, file] as const)];
  });
  return manifestOf(new Map(pairs), false);
}

/** The file of an entry, and the style sheets and assets that Vite lists with it. */
function filesOfEntry(entry: unknown): readonly [own: string, ...others: string[]] | undefined {
  if (typeof entry === 'string') return [entry];
  if (typeof entry !== 'object' || entry === null || !('file' in entry) || typeof entry.file !== 'string')
    return undefined;
  const listed = ['css', 'assets'].flatMap((key): unknown => Reflect.get(entry, key) ?? []);
  return [entry.file, ...listed.filter((file) => typeof file === 'string')];
}

/** Gives templates `static('css/app.css')`: the URL of a file, by its hashed name where it has one. */
export function staticUrls(
  prefix: string,
  manifest?: Manifest,
): ContextProcessor & ((request: unknown) => { readonly static: (file: string) => string }) {
  const url = (file: string): string =>
    `${prefix.replace(/\/$/, '')}/${(manifest?.hashed(file) ?? file).split('/').map(encodeURIComponent).join('/')}`;
  return () => ({ static: url });
}

/** @param isRenamed whether a hashed name is a name only, and the file has its own */
function manifestOf(hashedNames: ReadonlyMap<string, string>, isRenamed: boolean): Manifest {
  const files = new Map(Array.from(hashedNames, ([name, hashed]) => [hashed, isRenamed ? name : hashed]));
  return { hashed: (file) => hashedNames.get(file) ?? file, file: (hashed) => files.get(hashed) };
}

function* filesOf(directory: string, prefix: string): Generator<[name: string, path: string]> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!isFileName(entry.name)) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* filesOf(path, `${prefix}${entry.name}/`);
    else if (entry.isFile()) yield [prefix + entry.name, path];
  }
}
