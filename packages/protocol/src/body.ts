/**
 * What every layer needs to know of a body: its kind, and how to close it. Whoever takes a body closes it exactly
 * once: ended early, the iterator's `return()` first, not awaited while a `next()` is pending (an async generator's
 * `return()` hangs behind one), then `close()`.
 */

import { ContractError } from './contract-error.ts';
import { describeError } from './describe-error.ts';
import type { ErrorStream } from './environ.ts';
import type { ResponseBody } from './response-body.ts';

/** Where a body made by `tsgi.file_wrapper` carries what its server knows it by: `Symbol.for('tsgi.file')`. */
export const fileOf: unique symbol = Symbol.for('tsgi.file');

/** A body that its server may send its own way. Whatever wraps one without changing its bytes keeps the property. */
export type FileBody = AsyncIterable<Uint8Array> & {
  readonly [fileOf]: object;
  close?(): void | Promise<void>;
};

/** Whether a body came from `tsgi.file_wrapper`. */
export function isFileBody(body: ResponseBody): body is FileBody {
  return fileOf in body;
}

/** Whether a body is an array: all its chunks are there, and its length is known. */
export function isArrayBody(body: ResponseBody): body is readonly Uint8Array[] & { close?(): void | Promise<void> } {
  return Array.isArray(body);
}

/** Whether a body gives its chunks without waiting. */
export function isSyncBody(body: ResponseBody): body is Iterable<Uint8Array> & { close?(): void | Promise<void> } {
  return Symbol.iterator in body;
}

/**
 * Throws unless this is a body at all. A string and a `Uint8Array` iterate too, but over the wrong things.
 * @throws ContractError `body-invalid`
 */
export function assertBody(body: unknown): asserts body is ResponseBody {
  if (Array.isArray(body)) return;
  const found = typeof body === 'object' && body !== null && !ArrayBuffer.isView(body);
  if (found && (Symbol.iterator in body || Symbol.asyncIterator in body)) return;
  throw new ContractError(
    'body-invalid',
    `The application must return an iterable of Uint8Array chunks, such as [bytes]; it returned ${describe(body)}`,
  );
}

/**
 * Closes a body that nobody iterates, or will iterate any more. An error in it is logged: it is never an answer.
 * @param errors where to log: `environ['tsgi.errors']`
 */
export function discardBody(body: ResponseBody, errors: ErrorStream): void {
  const log = (error: unknown): void => errors.write(`Closing a response body failed: ${describeError(error)}\n`);
  try {
    body.close?.()?.then(undefined, log);
  } catch (error) {
    log(error);
  }
}

/**
 * Takes every step, whatever the earlier ones throw; then throws the first error. Stays synchronous as long as the
 * steps are.
 */
export function takeAllSteps(steps: readonly (() => unknown)[]): void | Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
  };
  const finish = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const takeFrom = (index: number): void | Promise<void> => {
    for (let at = index; at < steps.length; at++) {
      try {
        const taken = steps[at]?.();
        if (isPromiseLike(taken))
          return Promise.resolve(taken)
            .then(undefined, fail)
            .then(() => takeFrom(at + 1));
      } catch (error) {
        fail(error);
      }
    }
    finish();
  };
  return takeFrom(0);
}

/** Whether something has to be waited for. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return ArrayBuffer.isView(value) ? 'the bytes themselves, not in an array' : 'an object that does not iterate';
}
