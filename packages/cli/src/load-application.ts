/** Loads the application that a command line names. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Application } from '@tsgi/protocol';
import { importModule } from './import-module.ts';
import { UsageError } from './usage-error.ts';

/** An application, and what its module wants done when it is no longer needed. */
export interface LoadedApplication {
  readonly app: Application;
  /** The module's export `close`, if it has one: closes what it has opened. */
  readonly close: () => Promise<void>;
}

/**
 * Loads `app.ts`, `dist/app.js:site` or the like: the named export, or the default one, or `app`. A function with fewer
 * than two parameters makes the application, and is called.
 * @throws UsageError `no-module`, `no-application`; whatever the module throws
 */
export async function loadApplication(spec: string, folder: string): Promise<LoadedApplication> {
  const { path, name } = parseSpec(spec, folder);
  const module = await importModule(path);
  const app = await applicationOf(module, name, spec);
  const { close } = module;
  return {
    app,
    close: async () => {
      if (typeof close === 'function') await Reflect.apply(close, undefined, []);
    },
  };
}

/**
 * Takes a name apart.
 * @throws UsageError `no-module` when there is no such file
 */
export function parseSpec(spec: string, folder: string): { readonly path: string; readonly name: string | undefined } {
  const whole = resolve(folder, spec);
  if (isFile(whole)) return { path: whole, name: undefined };
  const colon = spec.lastIndexOf(':');
  const path = resolve(folder, colon > 0 ? spec.slice(0, colon) : spec);
  if (colon > 0 && isFile(path)) return { path, name: spec.slice(colon + 1) };
  throw new UsageError('no-module', `there is no file ${path}`);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

async function applicationOf(
  module: Readonly<Record<string, unknown>>,
  name: string | undefined,
  spec: string,
): Promise<Application> {
  const found: unknown = await (name === undefined ? (module['default'] ?? module['app']) : module[name]);
  if (found === undefined) throw new UsageError('no-application', missing(module, name, spec));
  if (!isFunction(found)) {
    throw new UsageError('no-application', `${spec} exports ${typeof found}, and an application is a function`);
  }
  const made: unknown = found.length < 2 ? await found() : found;
  if (isApplication(made)) return made;
  const what = `${name ?? 'the default export'} of ${spec} has ${found.length} parameters, so that it was called`;
  throw new UsageError('no-application', `${what} to make the application, and gave ${typeof made}`);
}

function missing(module: Readonly<Record<string, unknown>>, name: string | undefined, spec: string): string {
  const wanted = name === undefined ? 'has no default export and none named app' : `has no export ${name}`;
  const exported = Object.keys(module).join(', ');
  return `${spec} ${wanted}; it exports ${exported === '' ? 'nothing' : exported}`;
}

function isFunction(value: unknown): value is (...parameters: readonly unknown[]) => unknown {
  return typeof value === 'function';
}

function isApplication(value: unknown): value is Application {
  return typeof value === 'function';
}
