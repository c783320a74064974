// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * The public packages whose sources differ from the main branch without a changeset that was added since. A changeset
 * for no package (`npx changeset --empty`) says that a user sees nothing of the change.
 * @returns {Promise<{ missing: readonly string[] } | { skipped: string }>}
 */
export async function missingChangesets() {
  const base = await baseCommit();
  if (base === undefined) return { skipped: 'this is the main branch, or there is none to compare with' };
  const files = await changedFiles(base);
  const added = files.filter((file) => /^\.changeset\/(?!README).*\.md$/.test(file) && existsSync(join(root, file)));
  const named = added.map((file) => namedPackages(readFileSync(join(root, file), 'utf8')));
  if (named.some((names) => names.length === 0)) return { missing: [] };
  const changed = workspaces().filter(
    ({ isPublic, folder }) => isPublic && files.some((file) => isSource(file) && file.startsWith(`${folder}/src/`)),
  );
  return { missing: changed.map(({ name }) => name).filter((name) => !named.flat().includes(name)) };
}

/** Where this branch left the main branch. @returns {Promise<string | undefined>} */
async function baseCommit() {
  const head = await git('rev-parse', 'HEAD');
  for (const main of ['origin/main', 'main']) {
    const base = await git('merge-base', 'HEAD', main);
    if (base !== undefined && base !== head) return base;
  }
  return undefined;
}

/** Committed or not. @param {string} base @returns {Promise<readonly string[]>} */
async function changedFiles(base) {
  const tracked = (await git('diff', '--name-only', base)) ?? '';
  const untracked = (await git('ls-files', '--others', '--exclude-standard')) ?? '';
  return `${tracked}\n${untracked}`.split('\n').filter(Boolean);
}

/** @param {string} file @returns {boolean} */
function isSource(file) {
  return !/\.test(-d)?\.ts$/.test(file);
}

/** The packages in a changeset's front matter. @param {string} text @returns {readonly string[]} */
export function namedPackages(text) {
  const front = /^---\n([\s\S]*?)---/.exec(text)?.[1] ?? '';
  return [...front.matchAll(/^(['"]?)(.+)\1: *(?:major|minor|patch|none)/gm)].map((line) => line[2] ?? '');
}

/** @param {string[]} args @returns {Promise<string | undefined>} */
async function git(...args) {
  const { ok, output } = await run('git', args);
  return ok ? output : undefined;
}
