/**
 * Converters: from one decoded segment of a path to a value, and back. Each value has one spelling where that can be
 * had, so that one thing has one URL.
 */

/** How a parameter is read from a path and written into a URL. */
export interface Converter<T = unknown> {
  /**
   * What the whole text of a segment has to match before it is parsed. Matched against 255 characters at most; checked
   * at registration for patterns that could take forever.
   * @default anything
   */
  readonly pattern?: RegExp;
  /** The value of a text, which is decoded and not empty; `undefined` when it has none: no match. */
  parse(text: string): T | undefined;
  /** The text of a value. What it gives is encoded, and has to match and parse again. */
  format(value: T): string;
}

/** Converters by the name that patterns give them. */
export type Converters = Readonly<Record<string, Converter<never> | Converter>>;

/** The converters that every pattern can name. `path`, which takes the rest of a path, is none of them. */
export interface BuiltInConverters {
  /** Whole numbers, in the range in which they are exact. */
  readonly int: Converter<number>;
  /** Decimal numbers, as JavaScript writes them. */
  readonly float: Converter<number>;
  /** Letters, digits, `-` and `_` of ASCII. */
  readonly slug: Converter<string>;
  /** A UUID (RFC 9562); in small letters as a value. */
  readonly uuid: Converter<string>;
  /** A calendar date, `2026-11-26`, as midnight UTC. */
  readonly date: Converter<Date>;
}

export const builtInConverters: BuiltInConverters = {
  int: {
    pattern: /^(?:0|-?[1-9][0-9]{0,15})$/,
    parse: (text) => {
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : undefined;
    },
    format: (value) => String(value === 0 ? 0 : value),
  },
  float: {
    pattern: /^-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:e[+-]?[0-9]{1,3})?$/,
    parse: (text) => {
      const value = Number(text);
      return Number.isFinite(value) ? value : undefined;
    },
    format: (value) => String(value),
  },
  slug: { pattern: /^[A-Za-z0-9_-]+$/, parse: (text) => text, format: (value) => value },
  uuid: {
    pattern: /^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/,
    parse: (text) => text.toLowerCase(),
    format: (value) => value.toLowerCase(),
  },
  date: {
    pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
    parse: (text) => {
      const date = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
    },
    format: (value) => value.toISOString().slice(0, 10),
  },
};

/** The value of a segment's text, `undefined` when the converter has none for it. */
export function convert(converter: Converter, text: string): unknown {
  const { pattern } = converter;
  if (pattern !== undefined && (text.length > longestMatched || !pattern.test(text))) return undefined;
  return converter.parse(text);
}

/** Whether no text is a value of both: then they may stand in the same place of two patterns. */
export function areDisjoint(one: string, other: string): boolean {
  const [first, second] = [kinds[one], kinds[other]];
  return first !== undefined && second !== undefined && first !== second;
}

const kinds: Readonly<Record<string, string>> = { int: 'number', float: 'number', uuid: 'uuid', date: 'date' };

/** A pattern that backtracks is given no more than this. */
const longestMatched = 255;
