import type { Duplex } from 'node:stream';
import type { Application, Environ, HeaderList } from '@tsgi/protocol';
import { beginCall } from './begin-call.ts';
import { concat } from './concat.ts';
import type { TestEnviron } from './create-environ.ts';

/** A response from its first byte to its last. */
export interface CallResult {
  /** The status text, as `startResponse` was given it: `'200 OK'`. */
  readonly status: string;
  /** The headers as the application gave them, in their order. */
  readonly headers: HeaderList;
  /** The chunks that were not empty, as they came; none for HEAD and where the status has no body. */
  readonly chunks: readonly Uint8Array[];
  /** The chunks as one. */
  readonly body: Uint8Array;
  /** The body read as UTF-8. */
  readonly text: string;
  /** The client's end of the connection, when the application has taken it over with a 101. */
  readonly socket?: Duplex;
}

/**
 * Calls an application once, as a server does: follows it to the commit, pulls its body, closes it, and calls what was
 * registered with `onFinish`. Checks nothing that a server would not: for that, wrap the application in `lint`.
 *
 * @param environ made by `createEnviron`, for this call alone; `{ ...createEnviron(), 'tsgi.user': user }` stands in
 *   for a middleware
 * @throws whatever the application or its body throws; ContractError where a server could not send the response
 */
export async function call<E extends Environ>(app: Application<E>, environ: E & TestEnviron): Promise<CallResult> {
  const begun = await beginCall(app, environ);
  if (begun.kind === 'upgrade') {
    const { status, headers, socket } = begun;
    return { status, headers, chunks: [], body: new Uint8Array(), text: '', socket };
  }
  const { response } = begun;
  const chunks: Uint8Array[] = [];
  for (let chunk = await response.next(); chunk !== undefined; chunk = await response.next()) chunks.push(chunk);
  const body = concat(chunks);
  return { status: response.status, headers: response.headers, chunks, body, text: new TextDecoder().decode(body) };
}
