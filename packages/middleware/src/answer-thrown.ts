/** Answers what an application throws in the place of a response. */
import { type HttpError, httpErrorFor } from '@tsgi/http';
import { type Environ, isPromiseLike, type ResponseBody } from '@tsgi/protocol';

/** Runs a call of an application. What it throws before its response has begun is answered, and logged as a view does. */
export function answerThrown(
  run: () => ResponseBody | Promise<ResponseBody>,
  environ: Environ,
  answer: (error: HttpError, thrown: unknown) => ResponseBody | Promise<ResponseBody>,
): ResponseBody | Promise<ResponseBody> {
  const catching = (thrown: unknown): ResponseBody | Promise<ResponseBody> =>
    answer(httpErrorFor(thrown, environ), thrown);
  try {
    const returned = run();
    return isPromiseLike(returned) ? returned.then(undefined, catching) : returned;
  } catch (thrown) {
    return catching(thrown);
  }
}
