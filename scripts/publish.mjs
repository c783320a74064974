// @ts-check
/**
 * `npm run release`: publishes the tarballs in `.results/pack`, which `npm test` has packed and tried, as they are: one
 * of each public package, each after those that it depends on. Those whose version is in the registry already are left
 * alone. Options are passed on to `npm publish`. Then tags the versions, and says so in the words that the release
 * workflow looks for.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readReport } from './count.mjs';
import { inOrder } from './in-order.mjs';
import { run, runNpm, runTool } from './run-tool.mjs';
import { root, workspaces } from './workspaces.mjs';

/**
 * @typedef {import('./workspaces.mjs').Workspace} Workspace
 * @typedef {{ name: string, version: string, path: string }} Tarball
 */

const report = readReport('.results/test.json');
if (report === undefined || report.failed > 0) throw new Error('npm test must have passed: it packs what is published');

const tarballs = await readTarballs(join(root, '.results/pack'));
for (const { name, version, path } of inOrder(workspaces().filter(({ isPublic }) => isPublic)).map(tarballOf)) {
  if (await isPublished(name, version)) {
    console.log(`${name}@${version} is published already`);
  } else {
    must(await runNpm(['publish', path, ...process.argv.slice(2)], { show: true }));
    console.log(`${name}@${version} is published`);
  }
}
must(await runTool('@changesets/cli changeset', ['tag'], { show: true }));

/** @param {string} folder @returns {Promise<readonly Tarball[]>} */
async function readTarballs(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tgz')) : [];
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      const { name, version } = JSON.parse(must(await run('tar', ['-xzOf', path, 'package/package.json'])));
      return { name, version, path };
    }),
  );
}

/** The one tarball of a package. @param {Workspace} workspace @returns {Tarball} */
function tarballOf({ name, manifest }) {
  const [found, ...others] = tarballs.filter((tarball) => tarball.name === name);
  if (found === undefined || others.length > 0) throw new Error(`There is not one tarball of ${name}: run npm test`);
  if (found.version !== manifest.version || found.version === '0.0.0')
    throw new Error(`The tarball of ${name} has version ${found.version}, and its manifest ${manifest.version}`);
  return found;
}

/**
 * Whether the registry has a version. Only its own word counts: whatever else goes wrong ends the release.
 * @param {string} name @param {string} version @returns {Promise<boolean>}
 */
async function isPublished(name, version) {
  const { ok, output } = await runNpm(['view', `${name}@${version}`, 'version', '--json', '--loglevel=error']);
  if (ok) return output !== '' && JSON.parse(output) === version;
  if (/\bE404\b/.test(output)) return false;
  throw new Error(output);
}

/** @param {import('./run-tool.mjs').Outcome} outcome @returns {string} */
function must({ ok, output }) {
  if (!ok) throw new Error(output || 'A command failed; what it said is above');
  return output;
}
