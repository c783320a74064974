/** The help of a command, written from its table of options. */
import { flagName, type Option, type OptionTable, variableName } from './option.ts';

/** A command, for its help. */
export interface Usage {
  /** `tsgi serve [options] MODULE[:NAME]` */
  readonly line: string;
  /** What it does, in a few lines. */
  readonly about: string;
  readonly options: OptionTable;
}

/** The text of `--help`. Eighty columns are enough for it. */
export function help({ line, about, options }: Usage): string {
  const rows = Object.entries(options).map(([name, option]) => [flag(name, option), words(option)] as const);
  const width = Math.max(...rows.map(([left]) => left.length), 6);
  const lines = [...rows, ['--help', 'Show this.'] as const].map(([left, right]) => row(left, right, width));
  return `${line}\n\n${about}\n\nOptions:\n${lines.join('\n')}\n\n${SOURCES}\n`;
}

const SOURCES = `Each option may also stand in the environment (${variableName('keepAliveTimeout')}) or in the
configuration file (keepAliveTimeout); a flag is above the environment, and that above
the file. PORT is read too, and HOST where a site is served.`;

function flag(name: string, { value }: Option<unknown>): string {
  return value === undefined ? `--${flagName(name)}` : `--${flagName(name)} ${value}`;
}

function words({ help, fallback, otherwise, value }: Option<unknown>): string {
  const shown = otherwise ?? (value === undefined ? undefined : fallback);
  return shown === undefined ? help : `${help} [${shown}]`;
}

function row(left: string, right: string, width: number): string {
  const indent = ' '.repeat(width + 4);
  return `  ${left.padEnd(width)}  ${wrapped(right, 100 - width - 4).join(`\n${indent}`)}`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
