import type { ErrorStream, ResponseBody } from '@tsgi/protocol';
import { describeError } from '@tsgi/protocol';

/**
 * Closes a body: the iterator's `return()` first when it was ended early, then `close()`, also when the first one
 * throws. An error is logged, never an answer.
 *
 * @param early the iterator, when it was stopped before its end
 * @param isPending whether a `next()` of it has not come back: an async generator's `return()` waits behind that,
 *   perhaps for ever, so it is not waited for
 */
export function closeBody(
  body: ResponseBody,
  early: Iterator<unknown> | AsyncIterator<unknown> | undefined,
  isPending: boolean,
  errors: ErrorStream,
): void | Promise<void> {
  if (early?.return === undefined && body.close === undefined) return undefined;
  return closeInTurn(body, early, isPending, errors);
}

async function closeInTurn(
  body: ResponseBody,
  early: Iterator<unknown> | AsyncIterator<unknown> | undefined,
  isPending: boolean,
  errors: ErrorStream,
): Promise<void> {
  const log = (error: unknown): void => errors.write(`Closing a response body failed: ${describeError(error)}\n`);
  try {
    const returned = early?.return?.();
    if (isPending) Promise.resolve(returned).catch(log);
    else await returned;
  } catch (error) {
    log(error);
  }
  try {
    await body.close?.();
  } catch (error) {
    log(error);
  }
}
