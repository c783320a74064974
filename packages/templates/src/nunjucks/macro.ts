import type { Markup } from '@tsgi/http';
import { splitArgs } from './keyword-args.ts';

/** The body of a macro: its positional parameters in order, and those that were given by name. */
export type MacroBody = (positional: readonly unknown[], named: ReadonlyMap<string, unknown>) => Promise<Markup>;

/** A macro: parameters with and without a default may both be given by place or by name. */
export function macro(
  positional: readonly string[],
  optional: readonly string[],
  body: MacroBody,
): (...given: readonly unknown[]) => Promise<Markup> {
  return (...given) => {
    const { args, named } = splitArgs(given);
    const values = positional.map((name, index) => (index < args.length ? args[index] : named[name]));
    const rest = new Map(Object.entries(named));
    for (const [index, name] of optional.entries()) {
      const place = positional.length + index;
      if (place < args.length) rest.set(name, args[place]);
    }
    return body(values, rest);
  };
}
