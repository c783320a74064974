/** Loads an application as `tsgi dev` would, for a look at it. */
import type { Routed } from '@tsgi/protocol';
import { applyEnvironment, readEnvironmentFile } from './environment-file.ts';
import { type LoadedApplication, loadApplication } from './load-application.ts';
import { commandOptions } from './options/command-options.ts';
import { inspectOptions } from './options/tables.ts';

export interface Inspected {
  readonly name: string;
  readonly loaded: LoadedApplication & { readonly app: Routed };
}

/** @throws UsageError; whatever the module throws */
export async function loadForInspection(argv: readonly string[], folder: string): Promise<Inspected> {
  const { app: name, options } = await commandOptions(inspectOptions, argv, folder);
  applyEnvironment(readEnvironmentFile(folder, options.dotenv, '.env'));
  return { name, loaded: await loadApplication(name, folder) };
}
