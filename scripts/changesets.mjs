// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * What is wrong with the changesets. Before its first release, a public package has exactly one, of its own name.
 * @returns {Promise<{ wrong: readonly string[] } | { skipped: string }>}
 */
export async function wrongChangesets() {
  const all = workspaces().filter(({ isPublic }) => isPublic);
  const unreleased = all.filter(({ manifest }) => manifest.version === '0.0.0').map(({ name }) => name);
  const isFirst = unreleased.length === all.length;
  const theirs = [...changesets()].filter(([, names]) => isFirst || names.some((name) => unreleased.includes(name)));
  const wrong = notOneEach(unreleased, new Map(theirs));
  if (isFirst) return { wrong };
  const result = await missingChangesets();
  if ('skipped' in result) return wrong.length > 0 ? { wrong } : result;
  const missing = result.missing.filter((name) => !unreleased.includes(name));
  return { wrong: [...wrong, ...missing.map((name) => `${name} changed: say how in a changeset (npx changeset)`)] };
}

/** The packages that each changeset names, by its file name. @returns {Map<string, readonly string[]>} */
function changesets() {
  const folder = join(root, '.changeset');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return new Map(names.map((name) => [name, namedPackages(readFileSync(join(folder, name), 'utf8'))]));
}

/** @param {readonly string[]} packages @param {ReadonlyMap<string, readonly string[]>} changesets @returns {string[]} */
export function notOneEach(packages, changesets) {
  const expected = new Map(packages.map((name) => [`${name.replace('@tsgi/', '')}.md`, name]));
  return [
    ...[...expected].flatMap(([file, name]) => {
      const named = changesets.get(file);
      if (named === undefined) return [`.changeset/${file} is missing: it says what ${name} is`];
      return named.join() === name
        ? []
        : [`.changeset/${file} names ${named.join(', ') || 'nothing'}, not ${name} alone`];
    }),
    ...[...changesets.keys()]
      .filter((file) => !expected.has(file))
      .map((file) => `.changeset/${file}: until 0.1.0 each package has one changeset of its own name; amend that`),
  ];
}

/**
 * The public packages whose sources differ from the main branch without a changeset that was added since. A changeset
 * for no package (`npx changeset --empty`) says that a user sees nothing of the change.
 * @returns {Promise<{ missing: readonly string[] } | { skipped: string }>}
 */
async function missingChangesets() {
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
