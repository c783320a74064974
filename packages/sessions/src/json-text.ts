/** The JSON text of a value that is JSON all through: nothing is dropped or turned into something else on the way. */
import { SessionError } from './session-error.ts';

/** @throws SessionError `session-value` */
export function jsonText(key: string, value: unknown): string {
  const fault = faultOf(value, 0);
  if (fault === undefined) return JSON.stringify(value);
  throw new SessionError(
    'session-value',
    `The value of ${JSON.stringify(key)} ${textOf(fault)}; set strings, finite numbers, booleans, null, and plain lists and objects of them`,
  );
}

const DEEPEST = 100;

/** What is no JSON, and the keys that lead to it, the innermost first. */
interface Fault {
  readonly what: string;
  readonly path: string[];
}

function faultOf(value: unknown, depth: number): Fault | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : fault(String(value));
  if (typeof value !== 'object') return fault(typeof value);
  // A cycle ends here too.
  if (depth >= DEEPEST) return fault(TOO_DEEP);
  if (Array.isArray(value)) return firstFault(Array.from<unknown>(value).entries(), depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return fault('such an object');
  if (Object.getOwnPropertySymbols(value).length > 0) return fault('a symbol');
  return firstFault(Object.entries(value), depth);
}

const TOO_DEEP = `is more than ${DEEPEST} levels deep`;

function fault(what: string): Fault {
  return { what, path: [] };
}

function firstFault(entries: Iterable<readonly [number | string, unknown]>, depth: number): Fault | undefined {
  for (const [key, value] of entries) {
    const found = faultOf(value, depth + 1);
    if (found === undefined) continue;
    found.path.push(String(key));
    return found;
  }
  return undefined;
}

function textOf({ what, path }: Fault): string {
  if (what === TOO_DEEP) return what;
  return `is not JSON: ${what}${path.length === 0 ? '' : ` at ${path.reverse().join('.')}`}`;
}
