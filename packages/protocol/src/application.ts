/**
 * The rule between a server and an application (PEP 3333, made asynchronous).
 * A server calls the application once a request; the application says status and headers through
 * `startResponse` and returns the body, which the server pulls and closes.
 */
import type { Environ } from './environ.ts';
import type { HeaderList } from './header-list.ts';
import type { ResponseBody } from './response-body.ts';

/**
 * An application: called once for each request, any number of times at once.
 *
 * `E` is what it reads from the environ. A server gives a plain {@link Environ}; whatever an application needs beyond
 * that, a middleware around it provides, and the compiler checks that one does.
 *
 * @param environ the request, fresh for this call; the application may add and change keys.
 * @param startResponse says status and headers. Belongs to this call alone.
 * @returns the body, or a promise of it. See {@link ResponseBody} for who closes it.
 * @see PEP 3333, "The Application/Framework Side"
 */
export type Application<E extends Environ = Environ> = (
  environ: E,
  startResponse: StartResponse,
) => ResponseBody | Promise<ResponseBody>;

/**
 * Stores status and headers for the response; checks them; sends nothing. They go out at the commit: with the first
 * chunk that is not empty, at the first `write`, or at the end of the body.
 *
 * May be called at any time until the first chunk is given, and once; a second call must carry `failure`. With
 * `failure` it replaces the head until the commit, and rethrows `failure.error` after it.
 *
 * @param status three digits, a space and a reason (`'200 OK'`), visible latin-1 text (RFC 9112 §4).
 * @param headers name and value pairs. The server adds framing (`Transfer-Encoding`, `Connection`, ...) itself.
 * @param failure why an earlier head is being replaced. An object, since JavaScript may throw `undefined`.
 * @returns {@link Write}, for applications that cannot give a body. Prefer a body.
 * @throws ContractError when status or headers may not be sent; the call counts as a call all the same.
 * @throws ContractError when it was called before without `failure`, or its response was settled by someone else.
 * @see PEP 3333, "The start_response() Callable"
 */
export type StartResponse = (status: string, headers: HeaderList, failure?: { readonly error: unknown }) => Write;

/**
 * Sends a chunk before the body is returned. Resolves when more may be given; chunks keep their order also when it is
 * not awaited. Everything written precedes the body. May not be called from within the body's iteration.
 * @see PEP 3333, "The write() Callable"
 */
export type Write = (chunk: Uint8Array) => Promise<void>;
