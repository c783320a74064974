// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runNpm } from './run-tool.mjs';
import { root } from './workspaces.mjs';

/**
 * The folder with the binary `node` of a major version, from an npm package that holds Node and nothing else. An
 * integration area of that version has it; else it is installed into node_modules/.cache.
 * @param {string} version `22` @returns {Promise<string>}
 * @throws {Error} when there is no such package, or it cannot be installed
 */
export async function otherNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const area = join(root, `integration/node-${version}/node_modules`, name, 'bin');
  if (existsSync(join(area, 'node'))) return area;
  const prefix = join(root, 'node_modules/.cache/nodes', version);
  const folder = join(prefix, 'node_modules', name, 'bin');
  if (existsSync(join(folder, 'node'))) return folder;
  const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--prefer-offline'];
  const { ok, output } = await runNpm([...args, `${name}@${version}`]);
  if (!ok) throw new Error(`${name}@${version} cannot be installed\n${output}`);
  return folder;
}
