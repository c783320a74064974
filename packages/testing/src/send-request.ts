/** Sends one request of a client through an application, and makes its errors those of the test. */
import { HttpError } from '@tsgi/http';
import { type LintError, lint } from '@tsgi/lint';
import { type Application, status } from '@tsgi/protocol';
import { type BegunCall, beginCall, failureStatus } from './begin-call.ts';
import { ClientResponse, type Redirect, type Transfer } from './client-response.ts';
import { partsOf, type TestEnviron, type TestParts } from './create-environ.ts';
import type { OngoingResponse } from './ongoing-response.ts';
import { TestingError } from './testing-error.ts';

/** How a request is sent. */
export interface SendOptions {
  readonly url: string;
  readonly redirects: readonly Redirect[];
  readonly signal: AbortSignal | undefined;
  readonly lint: boolean;
  readonly throwErrors: boolean;
}

/** Calls the application. Resolves at the commit or, where the body is all there, at the end. */
export async function sendRequest(
  app: Application,
  environ: TestEnviron,
  options: SendOptions,
): Promise<ClientResponse> {
  const { url, redirects, signal } = options;
  signal?.throwIfAborted();
  const parts = partsOf(environ);
  const faults: LintError[] = [];
  const stack = options.lint ? lint({ onFault: (fault) => void faults.push(fault) })(app) : app;
  const begun = await begin(stack, environ, signal).catch((error: unknown) => failed(error, faults, options));
  if (begun.kind === 'upgrade') {
    const head = { url, status: begun.status, headers: begun.headers, redirects, socket: begun.socket };
    return new ClientResponse(head, parts, allOf([]));
  }
  if (begun.kind === 'failure') {
    return new ClientResponse({ url, ...plainly(begun.code), redirects }, parts, allOf([plainBody(begun.code)]));
  }
  const { response } = begun;
  const head = { url, status: response.status, headers: response.headers, redirects };
  const received = new ClientResponse(head, parts, watched(response, faults, options));
  if (response.isWhole) await received.bytes();
  await rethrowHidden(response, parts, options);
  return received;
}

/** Begins the call, which the client may leave at any time: before the commit, after it, or from within. */
function begin(app: Application, environ: TestEnviron, signal: AbortSignal | undefined): Promise<BegunCall> {
  if (signal === undefined) return beginCall(app, environ);
  const exchange = environ['tsgi.exchange'];
  return new Promise((resolve, reject) => {
    let begun: BegunCall | undefined;
    const leave = (): void => {
      reject(signal.reason);
      exchange.disconnect();
      if (begun !== undefined) void abandon(begun, signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    exchange.onFinish(() => signal.removeEventListener('abort', leave));
    beginCall(app, environ).then((call) => {
      begun = call;
      if (signal.aborted) void abandon(call, signal.reason);
      resolve(call);
    }, reject);
  });
}

async function abandon(begun: BegunCall, reason: unknown): Promise<void> {
  if (begun.kind === 'upgrade') begun.socket.destroy();
  else await begun.response.leave(reason);
}

/** The call has failed: an error of the test, or the answer of a server. */
function failed(
  error: unknown,
  faults: readonly LintError[],
  { signal, throwErrors }: SendOptions,
): { readonly kind: 'failure'; readonly code: number } {
  if (signal?.aborted === true) throw error;
  if (faults[0] !== undefined) throw faults[0];
  const code = failureStatus(error);
  if (code === 500 && throwErrors) throw error;
  return { kind: 'failure', code };
}

/** A `view` answers what it did not expect with 500, and leaves the error in the facts. */
async function rethrowHidden(response: OngoingResponse, { exchange }: TestParts, options: SendOptions): Promise<void> {
  const { error } = exchange.facts;
  if (!options.throwErrors || !response.status.startsWith('500') || error === undefined) return;
  if (error instanceof HttpError) return;
  await response.leave(error);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever the application has thrown
  throw error;
}

/** A transfer whose errors are those of the test: first what lint has found, then what the body threw. */
function watched(response: OngoingResponse, faults: readonly LintError[], options: SendOptions): Transfer {
  const throwFault = (): void => {
    if (faults[0] !== undefined) throw faults[0];
  };
  return {
    next: async () => {
      try {
        const chunk = await response.next();
        if (chunk === undefined) throwFault();
        return chunk;
      } catch (error) {
        throwFault();
        if (options.throwErrors || options.signal?.aborted === true) throw error;
        const message = 'The body failed in the middle: a server would have destroyed the connection';
        throw new TestingError('response-truncated', message, { cause: error });
      }
    },
    leave: async () => {
      await response.leave(new TestingError('response-gone', 'The response was closed'));
      throwFault();
    },
  };
}

/** A body that is all there. */
function allOf(chunks: Uint8Array[]): Transfer {
  return { next: () => Promise.resolve(chunks.shift()), leave: () => Promise.resolve() };
}

/** What a server answers by itself. */
function plainly(code: number): { readonly status: string; readonly headers: readonly (readonly [string, string])[] } {
  return { status: status(code), headers: [['Content-Type', 'text/plain; charset=utf-8']] };
}

function plainBody(code: number): Uint8Array {
  return Buffer.from(`${status(code)}\n`);
}
