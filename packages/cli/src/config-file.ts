/** Finds and reads the configuration file. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { importModule } from './import-module.ts';
import { serveOptions } from './options/tables.ts';
import { UsageError } from './usage-error.ts';

/** A configuration file's values by name, not yet read; and where it was found. */
export interface ConfigFile {
  readonly path: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads the file that was named, or the one that lies in the folder.
 * @param revision makes a module that was read before be read again
 * @throws UsageError `bad-config`
 */
export async function readConfig(folder: string, named: string | undefined, revision = 0): Promise<ConfigFile> {
  const path = named === undefined ? lyingIn(folder) : resolve(folder, named);
  if (path === undefined) return { path: undefined, values: {} };
  if (!existsSync(path)) throw new UsageError('bad-config', `there is no configuration file ${path}`);
  const values = await defaultExport(path, revision);
  const unknown = Object.keys(values).find((name) => name !== 'app' && !Object.hasOwn(serveOptions, name));
  if (unknown !== undefined) throw new UsageError('bad-config', `${path}: there is no option ${unknown}`);
  return { path, values };
}

const NAMES = ['tsgi.config.ts', 'tsgi.config.js', 'tsgi.config.mjs'];

function lyingIn(folder: string): string | undefined {
  return NAMES.map((name) => resolve(folder, name)).find((path) => existsSync(path));
}

async function defaultExport(path: string, revision: number): Promise<Readonly<Record<string, unknown>>> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await importModule(path, revision);
  } catch (error) {
    throw new UsageError('bad-config', `${path} cannot be read: ${String(error)}`, error);
  }
  const found = module['default'];
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new UsageError('bad-config', `${path} has to export its options as default: export default defineConfig({})`);
  }
  return { ...found };
}
