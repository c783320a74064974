// @ts-check
import process from 'node:process';

/**
 * Parses a command line that has names, and behind them options of another tool: `http polls -t cookies`.
 * @param {readonly string[]} known the names that are allowed; without a name, all of them are meant
 * @param {readonly string[]} [argv] @returns {{ names: readonly string[], options: readonly string[] }}
 * @throws {Error} that names what is unknown
 */
export function parseCommandLine(known, argv = process.argv.slice(2)) {
  const firstOption = argv.findIndex((argument) => argument.startsWith('-'));
  const names = firstOption === -1 ? argv : argv.slice(0, firstOption);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. There are: ${known.join(', ')}`);
  return { names: names.length === 0 ? known : names, options: argv.slice(names.length) };
}
