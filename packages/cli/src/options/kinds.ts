/** The kinds of values that options have. Each reads text, and throws an error that says what it expects. */
import { availableParallelism } from 'node:os';

export function text(given: string): string {
  if (given === '') throw new Error('expected some text');
  return given;
}

export function list(given: string): readonly string[] {
  return given.split(',').map((entry) => text(entry.trim()));
}

/** A switch in a variable or a configuration file; as a flag it has no value. */
export function yesOrNo(given: string): boolean {
  if (/^(true|yes|on|1)$/i.test(given)) return true;
  if (/^(false|no|off|0)$/i.test(given)) return false;
  throw new Error('expected true or false');
}

export function count(given: string): number {
  return wholeNumber(given, 1, Number.MAX_SAFE_INTEGER);
}

/** The number of an open file. */
export function descriptor(given: string): number {
  return wholeNumber(given, 0, 1_000_000);
}

/** A path of a URL. */
export function urlPath(given: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(given)) throw new Error('expected a path that begins with a slash');
  return given;
}

export function port(given: string): number {
  return wholeNumber(given, 0, 65_535);
}

/** A number of processes; `auto` is one for each processor that this process may use. */
export function workers(given: string): number {
  return given === 'auto' ? availableParallelism() : wholeNumber(given, 1, 1024);
}

/** Permissions in octal digits, as `chmod` has them. */
export function mode(given: string): number {
  if (!/^0?[0-7]{3}$/.test(given)) throw new Error('expected permissions in octal, 660 for example');
  return Number.parseInt(given, 8);
}

/** A time with its unit, in milliseconds. A bare number would be seconds to one reader and milliseconds to the next. */
export function duration(given: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(given) ?? [];
  const factor = DURATIONS[unit];
  if (amount === undefined || factor === undefined) throw new Error('expected a time with its unit, 500ms, 30s or 5m');
  const time = Number(amount) * factor;
  // A timer takes no more.
  if (time > LONGEST) throw new Error('expected a time of 500h at most');
  return time;
}

/** A time that is long enough to be told by. */
export function patience(given: string): number {
  const time = duration(given);
  if (time < 100) throw new Error('expected a time of 100ms at least');
  return time;
}

/** A size with its unit, in bytes. */
export function size(given: string): number {
  const [, amount, unit = ''] = /^(\d+)(B|KiB|MiB|GiB)$/.exec(given) ?? [];
  const factor = SIZES[unit];
  if (amount === undefined || factor === undefined) throw new Error('expected a size with its unit, 512KiB or 10MiB');
  return Number(amount) * factor;
}

const LONGEST = 500 * 3_600_000;
const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

function wholeNumber(given: string, least: number, most: number): number {
  const number = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Error(
    most === Number.MAX_SAFE_INTEGER
      ? `expected a whole number from ${least} on`
      : `expected a whole number from ${least} to ${most}`,
  );
}
