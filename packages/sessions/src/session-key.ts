/** The keys of a session: those of the application, and those that this package keeps its own things under. */
import { SessionError } from './session-error.ts';

const RESERVED = 'tsgi:';
/** One for each message. */
export const FLASH = 'tsgi:flash:';
export const TEST = 'tsgi:test';
export const LIFETIME = 'tsgi:lifetime';

export function isOwnKey(key: string): boolean {
  return !key.startsWith(RESERVED);
}

/** @throws SessionError `session-key` when an application may not use it */
export function checkedKey<K extends string>(key: K): K {
  const isPlain = key !== '' && key !== '__proto__' && !/[\0-\x1f\x7f]/.test(key) && !/\p{Surrogate}/u.test(key);
  if (isPlain && isOwnKey(key)) return key;
  throw new SessionError(
    'session-key',
    `A key is not empty, has no control characters and does not begin with tsgi:, not ${JSON.stringify(key)}`,
  );
}
