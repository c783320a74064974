import type { Finding } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';

/** A variable that is there and does not match. What is missing or no string is the matter of other rules. */
export function unlike(environ: Call['environ'], key: string, pattern: RegExp): Finding {
  const value = environ[key];
  return typeof value !== 'string' || pattern.test(value) ? undefined : `${key} is ${show(value)}`;
}
