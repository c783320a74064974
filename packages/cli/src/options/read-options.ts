/** Options from flags, the environment and a configuration file, in that order. */
import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';
import { flagName, type Option, type OptionTable, type TableOf, variableName } from './option.ts';

/** Where an option's value came from. */
export type Origin = 'flag' | 'environment' | 'config' | 'default';

export interface ReadOptions<Values> {
  readonly values: Values;
  readonly origins: Readonly<Record<string, Origin>>;
}

/** What was given on the command line: flags by option name, and the rest. */
export interface Arguments {
  readonly flags: Readonly<Record<string, string>>;
  readonly positionals: readonly string[];
}

/**
 * Takes a command line apart.
 * @throws UsageError `unknown-option`, `bad-option`
 */
export function readArguments(table: OptionTable, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value }]) => [
      flagName(name),
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true });
  const names = new Map(Object.keys(table).map((name) => [flagName(name), name]));
  const flags: Record<string, string> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const name = names.get(token.name);
    if (name === undefined) throw new UsageError('unknown-option', `there is no option ${token.rawName}`);
    flags[name] = flagText(token.rawName, table[name]?.value, token.value);
  }
  return { flags, positionals };
}

/**
 * Reads every option of a table.
 * @param environment `TSGI_PORT` and the like, and an option's further `variables`
 * @param config a configuration file's values, by option name
 * @throws UsageError `bad-option`, which says where the value stands; `bad-config` for a name that is no option
 */
export function readOptions<Values>(
  table: TableOf<Values>,
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
  config: Readonly<Record<string, unknown>>,
): ReadOptions<Values> {
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const [name, option] of Object.entries<Option<unknown>>(table)) {
    const found = find(name, option.variables ?? [], flags, environment, config) ?? {
      origin: 'default',
      place: '',
      text: option.fallback,
    };
    origins[name] = found.origin;
    values[name] = found.text === undefined ? undefined : parsed(option.parse, found.place, found.text);
  }
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- each value was read by its own option
  return { values: values as Values, origins };
}

/** Variables that look like options of a table, and are none: slips of the pen, or another program's. */
export function unknownVariables(
  table: OptionTable,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const known = new Set(Object.keys(table).map(variableName));
  return Object.keys(environment).filter((name) => name.startsWith('TSGI_') && !known.has(name));
}

interface Found {
  readonly origin: Origin;
  /** Where it stands, for an error. */
  readonly place: string;
  readonly text: string | undefined;
}

function find(
  name: string,
  variables: readonly string[],
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
  config: Readonly<Record<string, unknown>>,
): Found | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { origin: 'flag', place: `--${flagName(name)}`, text: flag };
  for (const variable of [variableName(name), ...variables]) {
    const text = environment[variable];
    if (text !== undefined && text !== '') return { origin: 'environment', place: variable, text };
  }
  const value = config[name];
  if (value === undefined) return undefined;
  return { origin: 'config', place: `${name} of the configuration file`, text: configText(name, value) };
}

function configText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new UsageError('bad-config', `${name} of the configuration file is ${typeof value}, expected text or a number`);
}

function flagText(rawName: string, placeholder: string | undefined, value: string | undefined): string {
  if (placeholder === undefined) {
    if (value !== undefined) throw new UsageError('bad-option', `${rawName} takes no value`);
    return 'true';
  }
  if (value === undefined) throw new UsageError('bad-option', `${rawName} needs a value: ${rawName} ${placeholder}`);
  return value;
}

function parsed(parse: (text: string) => unknown, place: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const expected = error instanceof Error ? error.message : String(error);
    throw new UsageError('bad-option', `${place} is ${JSON.stringify(text)}: ${expected}`);
  }
}
