import { ContractError } from './contract-error.ts';
import type { Environ } from './environ.ts';

/**
 * Adds keys to an environ, in place, and gives it back as what the wrapped application wants.
 *
 * This is the one cast that a middleware needs: it knows that after adding the keys it provides, its own environ is
 * that of the application it wraps. In place, since copying an environ of 30 keys costs more than a whole middleware.
 * Add `satisfies XEnviron` to have the keys checked against the type that the middleware declares.
 */
export function provide<A extends Environ, Keys extends object>(environ: Omit<A, keyof Keys> & Environ, keys: Keys): A {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- `A` is the rest of it and these keys
  return Object.assign(environ, keys) as unknown as A;
}

/**
 * What a middleware has provided. The type says that it is there; where types were lost on the way, this says what is
 * missing.
 * @param by the middleware, as one would write it: `'sessions(...)'`
 * @throws ContractError `not-provided`
 */
export function provided<E extends object, Key extends keyof E & string>(environ: E, key: Key, by: string): E[Key] {
  if (key in environ) return environ[key];
  throw new ContractError('not-provided', `There is no '${key}' in the environ: put ${by} around this application`);
}
