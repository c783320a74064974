/**
 * A body that fails before its first byte has sent nothing yet: its error still becomes a response. Bodies that cannot
 * fail before that, arrays and files, are passed on as they are.
 */
import {
  type Environ,
  isArrayBody,
  isFileBody,
  isSyncBody,
  type ResponseBody,
  type StartResponse,
} from '@tsgi/protocol';
import { failView } from './fail-view.ts';

/** The body to send in place of this one: closes it, and answers what it throws before its first byte. */
export function guardBody(body: ResponseBody, environ: Environ, startResponse: StartResponse): ResponseBody {
  if (isArrayBody(body) || isFileBody(body)) return body;
  const fail: Fail = (error) => failView(error, environ, startResponse);
  const close = (): void | Promise<void> => body.close?.();
  return isSyncBody(body)
    ? { [Symbol.iterator]: () => guardSync(body, fail), close }
    : { [Symbol.asyncIterator]: () => guardAsync(body, fail), close };
}

type Fail = (error: unknown) => ResponseBody;

function* guardSync(body: Iterable<Uint8Array>, fail: Fail): Generator<Uint8Array> {
  let begun = false;
  try {
    for (const chunk of body) {
      begun ||= chunk.length > 0;
      yield chunk;
    }
  } catch (error) {
    if (begun) throw error;
    const answer = fail(error);
    if (isSyncBody(answer)) yield* answer;
  }
}

async function* guardAsync(
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  fail: Fail,
): AsyncGenerator<Uint8Array> {
  let begun = false;
  try {
    for await (const chunk of body) {
      begun ||= chunk.length > 0;
      yield chunk;
    }
  } catch (error) {
    if (begun) throw error;
    yield* fail(error);
  }
}
