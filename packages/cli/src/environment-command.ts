/** `tsgi env`: what the command would run with here. Values of variables that are no options are never shown. */
import { availableParallelism, release, type } from 'node:os';
import { readConfig } from './config-file.ts';
import { readEnvironmentFile } from './environment-file.ts';
import { flagName } from './options/option.ts';
import { readArguments, readOptions } from './options/read-options.ts';
import { inspectOptions, serveOptions } from './options/tables.ts';
import { table } from './table.ts';
import { version } from './version.ts';

/** @returns the exit code @throws UsageError */
export async function environmentCommand(argv: readonly string[], folder: string): Promise<number> {
  const { flags, positionals } = readArguments(inspectOptions, argv);
  const { path: dotenv } = readEnvironmentFile(folder, flags['dotenv'], '.env');
  const { path, values: config } = await readConfig(folder, flags['config'] ?? process.env['TSGI_CONFIG']);
  const { values, origins } = readOptions(serveOptions, {}, process.env, config);
  const facts = [
    ['@tsgi/cli', version()],
    ['node', process.version],
    ['system', `${type()} ${release()}, ${availableParallelism()} processors for this process`],
    ['NODE_ENV', process.env['NODE_ENV'] ?? 'not set'],
    ['application', positionals[0] ?? (typeof config['app'] === 'string' ? config['app'] : 'not configured')],
    ['configuration', path ?? 'no file'],
    ['environment file', dotenv ?? 'no file'],
  ];
  const options = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`--${flagName(name)}`, String(value), origins[name] ?? '']);
  process.stdout.write(`${table(facts)}\n\nOptions of tsgi serve (times in ms, sizes in bytes):\n${table(options)}\n`);
  return 0;
}
