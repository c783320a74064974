/** `.env`: variables for the application, from a file. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UsageError } from './usage-error.ts';

export interface EnvironmentFile {
  /** `undefined` when there is none. */
  readonly path: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads a file of variables.
 * @param named the file, when somebody has named it: it then has to be there
 * @param usual the file that is read when it is there; `undefined` for none
 * @throws UsageError `bad-dotenv`
 */
export function readEnvironmentFile(folder: string, named: string | undefined, usual?: string): EnvironmentFile {
  const path = resolve(folder, named ?? usual ?? '');
  if (named === undefined && (usual === undefined || !existsSync(path))) return { path: undefined, variables: {} };
  try {
    return { path, variables: Object.fromEntries(definitions(readFileSync(path, 'utf8'))) };
  } catch (error) {
    throw new UsageError('bad-dotenv', `${path} cannot be read: ${String(error)}`, error);
  }
}

/** Sets the variables in this process; those that are set already stay. */
export function applyEnvironment({ variables }: EnvironmentFile): void {
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value;
}

function definitions(text: string): readonly (readonly [string, string])[] {
  return Object.entries(parseEnv(text)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}
