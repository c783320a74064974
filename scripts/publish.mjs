// @ts-check
/**
 * `npm run release`: publishes the tarballs in `.results/pack`, which `npm test` has packed and tried, as they are. Those
 * whose version is in the registry already are left alone. Options are passed on to `npm publish`. Then tags the
 * versions, and says so in the words that the release workflow looks for.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run, runNpm, runTool } from './run-tool.mjs';
import { root } from './workspaces.mjs';

const folder = join(root, '.results/pack');
const tarballs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tgz')) : [];
if (tarballs.length === 0)
  throw new Error('There is nothing to publish: npm test leaves its tarballs in .results/pack');

for (const tarball of tarballs) {
  const path = join(folder, tarball);
  const { name, version } = JSON.parse(must(await run('tar', ['-xzOf', path, 'package/package.json'])));
  if ((await runNpm(['view', `${name}@${version}`, 'version'])).output === version) {
    console.log(`${name}@${version} is published already`);
  } else {
    must(await runNpm(['publish', path, ...process.argv.slice(2)], { show: true }));
    console.log(`${name}@${version} is published`);
  }
}
must(await runTool('@changesets/cli changeset', ['tag'], { show: true }));

/** @param {import('./run-tool.mjs').Outcome} outcome @returns {string} */
function must({ ok, output }) {
  if (!ok) throw new Error(output || 'A command failed; what it said is above');
  return output;
}
