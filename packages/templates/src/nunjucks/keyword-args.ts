/** The named arguments of a call, `f(a, b=1)`: an object that comes last. */
import { bareObject } from '../bare-object.ts';

/** Named arguments. Has no prototype. */
export type KeywordArgs = Readonly<Record<string, unknown>>;

/** Makes named arguments of pairs. */
export function keywordArgs(pairs: readonly (readonly [name: string, value: unknown])[]): KeywordArgs {
  const args = bareObject();
  for (const [name, value] of pairs) args[name] = value;
  made.add(args);
  return args;
}

/** Splits the arguments of a call into those without and those with a name. */
export function splitArgs(given: readonly unknown[]): {
  readonly args: readonly unknown[];
  readonly named: KeywordArgs;
} {
  const last = given.at(-1);
  return isKeywordArgs(last) ? { args: given.slice(0, -1), named: last } : { args: given, named: NONE };
}

// Known by identity: nunjucks marks them with a property, which an object from a client can have too.
const made = new WeakSet<object>();

const NONE: KeywordArgs = Object.freeze(bareObject());

function isKeywordArgs(value: unknown): value is KeywordArgs {
  return typeof value === 'object' && value !== null && made.has(value);
}
