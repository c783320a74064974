// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * @typedef {{
 *   name: string, version: string, private?: boolean, exports?: Record<string, unknown>, bin?: Record<string, string>,
 *   scripts?: Record<string, string>, dependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 * }} Manifest
 * @typedef {{ name: string, folder: string, path: string, manifest: Manifest, isPublic: boolean }} Workspace
 *   `folder` is relative to the repository, `path` is absolute
 */

/** Every workspace of the repository, by folder. @returns {Workspace[]} */
export function workspaces() {
  /** @type {string[]} */
  const patterns = readManifest(root).workspaces;
  return patterns
    .flatMap(expand)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const path = join(root, folder);
      const manifest = readManifest(path);
      return { name: manifest.name, folder, path, manifest, isPublic: manifest.private !== true };
    });
}

/** @param {string} path @returns {any} */
export function readManifest(path) {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}

/** @param {string} pattern a folder, or `folder/*` @returns {string[]} */
function expand(pattern) {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = pattern.slice(0, -2);
  return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
}
