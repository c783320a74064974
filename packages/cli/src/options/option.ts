/** One option of a command: how its text is read, and what a person needs to know of it. */

/** An option; one with a `fallback` always has a value. */
export interface Option<T> {
  /**
   * Reads the text of a flag, a variable or a configuration file.
   * @throws Error that says what is expected
   */
  readonly parse: (text: string) => T;
  /** What stands for its value in the help; `undefined` for a switch, which needs none. */
  readonly value: string | undefined;
  readonly help: string;
  /** Its value, as text, when nobody gives one. */
  readonly fallback: string | undefined;
  /** Further environment variables that it is read from: names that hosts of applications set. */
  readonly variables?: readonly string[];
  /** What holds when nobody gives one, in words, where that is no fixed value. */
  readonly otherwise?: string | undefined;
}

/** The options of a command by name, in the order of its help. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** An option that always has a value. */
export type Defaulted<T> = Option<T> & { readonly fallback: string };

/** A table whose options give these values: those that may be `undefined` have no fallback. */
export type TableOf<Values> = {
  readonly [Name in keyof Values]: undefined extends Values[Name]
    ? Option<Exclude<Values[Name], undefined>> & { readonly fallback: undefined }
    : Defaulted<Values[Name]>;
};

/** `keepAliveTimeout` as a flag: `keep-alive-timeout`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `keepAliveTimeout` as an environment variable: `TSGI_KEEP_ALIVE_TIMEOUT`. */
export function variableName(name: string): string {
  return `TSGI_${flagName(name).replaceAll('-', '_').toUpperCase()}`;
}
