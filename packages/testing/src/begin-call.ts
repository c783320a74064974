/** Calls an application as a server does, up to the commit of its response. */
import { AsyncResource } from 'node:async_hooks';
import type { Duplex } from 'node:stream';
import {
  type Application,
  type BegunResponse,
  beginResponse,
  ContractError,
  discardBody,
  type Environ,
  type HeaderList,
} from '@tsgi/protocol';
import { partsOf, type TestEnviron, type TestParts } from './create-environ.ts';
import { InputFault } from './memory-input.ts';
import { OngoingResponse } from './ongoing-response.ts';
import { connectSockets } from './upgraded-socket.ts';

/** What an application has begun: a response, or something else than HTTP. */
export type BegunCall =
  | { readonly kind: 'response'; readonly response: OngoingResponse }
  | { readonly kind: 'upgrade'; readonly status: string; readonly headers: HeaderList; readonly socket: Duplex };

/**
 * Calls `app` in an async context of its own. What it throws before the commit is thrown here, when the exchange has
 * ended with the status that a server would answer.
 * @throws ContractError where a server could not send the response
 */
export async function beginCall<E extends Environ>(app: Application<E>, environ: E & TestEnviron): Promise<BegunCall> {
  const scope = new AsyncResource('TSGITEST');
  const parts = partsOf(environ);
  const isHead = environ.REQUEST_METHOD === 'HEAD';
  try {
    const begun = await scope.runInAsyncScope(() => beginResponse<E>(app, environ));
    parts.input.headSent();
    if (begun.status.startsWith('101')) return await upgrade(begun, parts, scope);
    return { kind: 'response', response: new OngoingResponse(begun, { ...parts, scope, isHead }) };
  } catch (error) {
    await parts.input.close();
    const isGone = parts.exchange.left.aborted;
    const status = isGone ? undefined : failureStatus(error);
    const finish = { status, headers: [], bytes: 0, error, aborted: isGone };
    scope.runInAsyncScope(() => parts.exchange.end(finish));
    throw error;
  }
}

/** The status that a server answers an error with: 500, or that of an input that the application let pass. */
export function failureStatus(error: unknown): number {
  return error instanceof InputFault ? error.status : 500;
}

async function upgrade(
  begun: BegunResponse,
  { errors, exchange, input }: TestParts,
  scope: AsyncResource,
): Promise<BegunCall> {
  discardBody(begun.body, errors);
  const { registered } = exchange;
  if (registered === undefined) {
    throw new ContractError('upgrade-invalid', 'The status is 101, and no handler was given to exchange.upgrade');
  }
  const { handler, protocol, raw } = registered;
  // What a server adds. With `raw` it sends no head at all.
  const headers: HeaderList = raw ? [] : [...begun.headers, ['Connection', 'upgrade'], ['Upgrade', protocol]];
  await input.close();
  const { client, server } = connectSockets(() => {
    const finish = { status: 101, headers, bytes: 0, error: undefined, aborted: false };
    scope.runInAsyncScope(() => exchange.end(finish));
  });
  scope.runInAsyncScope(() => handler(server, new Uint8Array()));
  return { kind: 'upgrade', status: begun.status, headers, socket: client };
}
