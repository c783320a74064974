// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaces } from './workspaces.mjs';

/** @typedef {import('./workspaces.mjs').Workspace} Workspace */

/** The commands that are the same in every package. @type {Record<string, string>} */
const commands = {
  build: 'tsup',
  test: 'vitest run',
  coverage: 'vitest run --coverage',
  typecheck: 'node ../../scripts/typecheck.mjs',
  check: 'eslint --max-warnings 0 .',
};
const files = ['README.md', 'LICENSE', 'tsconfig.json', 'tsup.config.ts', 'vitest.config.ts', 'eslint.config.js'];

/** What keeps a public package from being a package like the others. @returns {readonly string[]} */
export function oddPackages() {
  return workspaces()
    .filter(({ isPublic }) => isPublic)
    .flatMap((workspace) => oddities(workspace).map((oddity) => `${workspace.folder}: ${oddity}`));
}

/** @param {Workspace} workspace @returns {readonly string[]} */
function oddities({ path, manifest }) {
  const scripts = manifest.scripts ?? {};
  const entries = Object.entries(manifest.exports ?? {}).filter(([entry]) => entry !== './package.json');
  return [
    ...Object.entries(commands)
      .filter(([name, command]) => scripts[name] !== command)
      .map(([name, command]) => `the script "${name}" is "${command}" in every package`),
    ...files.filter((file) => !existsSync(join(path, file))).map((file) => `${file} is missing`),
    ...entries
      .filter(([, target]) => Object.keys(Object(target)).join() !== '@tsgi/source,types,default')
      .map(([entry]) => `the export "${entry}" has the conditions @tsgi/source, types and default, in this order`),
  ];
}
