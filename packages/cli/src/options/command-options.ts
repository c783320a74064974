/** All that a command is told: its application, and its options from all sources. */
import { readConfig } from '../config-file.ts';
import { UsageError } from '../usage-error.ts';
import type { TableOf } from './option.ts';
import { type Origin, readArguments, readOptions } from './read-options.ts';
import type { CommonOptions } from './tables.ts';

export interface CommandOptions<Values> {
  /** The application: `app.ts:site`. */
  readonly app: string;
  readonly options: Values;
  readonly origins: Readonly<Record<string, Origin>>;
  /** What stood on the command line, for reading the rest again. */
  readonly flags: Readonly<Record<string, string>>;
  /** The configuration file that was read. */
  readonly configPath: string | undefined;
}

/**
 * Reads them.
 * @param revision a number above the last one has the configuration file read anew
 * @throws UsageError
 */
export async function commandOptions<Values extends CommonOptions>(
  table: TableOf<Values>,
  argv: readonly string[],
  folder: string,
  revision = 0,
): Promise<CommandOptions<Values>> {
  const { flags, positionals } = readArguments(table, argv);
  const named = flags['config'] ?? process.env['TSGI_CONFIG'];
  const { path: configPath, values: config } = await readConfig(folder, named, revision);
  const { values: options, origins } = readOptions(table, flags, process.env, config);
  return { app: applicationName(positionals, config['app']), options, origins, flags, configPath };
}

function applicationName(positionals: readonly string[], configured: unknown): string {
  const [given, ...more] = positionals;
  if (more.length > 0) throw new UsageError('bad-option', `one application is expected, and ${more.join(' ')} follows`);
  if (given !== undefined) return given;
  if (typeof configured === 'string') return configured;
  throw new UsageError('no-module', 'which application? Name its module: app.ts, dist/app.js:site');
}
