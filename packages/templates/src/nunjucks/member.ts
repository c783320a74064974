/**
 * What templates see of a value: its own properties. Nothing that comes by inheritance is there, so that no path leads
 * from data to `constructor`, and from there to code.
 */

/** `target[key]` for a template; `undefined` where there is no such thing of its own. */
export function member(target: unknown, key: unknown): unknown {
  // One conversion: a key that answered differently each time would be checked as one name and read as another.
  const name = typeof key === 'string' || typeof key === 'number' ? key : String(key);
  if (typeof target === 'string') return charOf(target, name);
  if (!isObject(target) || !Object.hasOwn(target, name)) return undefined;
  if (typeof target === 'function' && HIDDEN.has(name)) return undefined;
  const value = target[name];
  // The own `constructor` of a prototype that was handed in; as a name of data it is one like others.
  return typeof value === 'function' && name === 'constructor' ? undefined : value;
}

/** `target[key](...args)` for a template. */
export function callMember(target: unknown, key: unknown, described: string, args: readonly unknown[]): unknown {
  const found = member(target, key);
  if (typeof found !== 'function') throw notCallable(found, described, ': templates see own properties only');
  return Reflect.apply(found, target, args);
}

/** `called(...args)` for a template. `described` is what the template calls it. */
export function call(called: unknown, described: string, args: readonly unknown[]): unknown {
  if (typeof called !== 'function') throw notCallable(called, described, '');
  return Reflect.apply(called, undefined, args);
}

/** Own properties of functions that lead away from data. */
const HIDDEN: ReadonlySet<string | number> = new Set(['prototype', 'caller', 'arguments']);

function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function charOf(text: string, key: string | number): unknown {
  if (key === 'length') return text.length;
  return typeof key === 'number' ? text[key] : undefined;
}

function notCallable(value: unknown, described: string, hint: string): TypeError {
  const found = value === undefined ? `there is no ${described}` : `${described} is not a function`;
  return new TypeError(`${found}${value === undefined ? hint : ''}`);
}
