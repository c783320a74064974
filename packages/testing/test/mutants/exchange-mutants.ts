/** Servers whose exchange is wrong. */
import type { Exchange, Finish, UpgradeHandler } from '@tsgi/protocol';
import { layered, type Mutant, quirky, withExchange } from './mutant.ts';

type Callback = (finish: Finish) => void;

/** Collects the callbacks, and has them called by `call` when the response has ended. */
function collecting(exchange: Exchange, call: (callbacks: readonly Callback[], finish: Finish) => void): object {
  const callbacks: Callback[] = [];
  exchange.onFinish((finish) => call(callbacks, finish));
  return { onFinish: (callback: Callback) => void callbacks.push(callback) };
}

const never = new AbortController().signal;

export const exchangeMutants: readonly Mutant[] = [
  withExchange('never aborts the signal', ['signal-missing'], () => ({ signal: never })),
  quirky('takes half a client for a lost one', ['signal-missing']),
  withExchange('aborts the signal at the end', ['signal-late'], (exchange) => {
    const controller = new AbortController();
    exchange.onFinish(() => controller.abort());
    return { signal: controller.signal };
  }),
  withExchange('closes before the signal', ['close-before-signal'], (exchange) => {
    const controller = new AbortController();
    exchange.signal.addEventListener('abort', () => setImmediate(() => controller.abort()));
    return { signal: controller.signal };
  }),
  withExchange('ignores abort', ['abort-ignored'], () => ({ abort: () => undefined })),
  withExchange('never drains', ['draining-missing'], () => ({ draining: never })),
  withExchange('calls the oldest first', ['finish-disordered'], (exchange) =>
    collecting(exchange, (callbacks, finish) => {
      for (const callback of callbacks) callback(finish);
    }),
  ),
  withExchange('tells of no error', ['finish-invalid'], (exchange) => ({
    onFinish: (callback: Callback) => exchange.onFinish((finish) => callback({ ...finish, error: undefined })),
  })),
  withExchange('forgets late callbacks', ['finish-late'], (exchange) =>
    collecting(exchange, (callbacks, finish) => {
      for (const callback of [...callbacks].reverse()) callback(finish);
    }),
  ),
  withExchange('stops at a callback that throws', ['finish-throws'], (exchange) =>
    collecting(exchange, (callbacks, finish) => {
      for (const callback of [...callbacks].reverse()) callback(finish);
    }),
  ),
  withExchange('sends no hints', ['early-hints-unsent'], ({ earlyHints }) =>
    earlyHints === undefined ? {} : { earlyHints: () => undefined },
  ),
  withExchange('never offers an upgrade', ['upgrade-offered-wrongly'], () => ({ upgrade: undefined })),
  withExchange('always offers an upgrade', ['upgrade-offered-wrongly'], ({ upgrade }) => ({
    upgrade: upgrade ?? (() => undefined),
  })),
  withExchange('hands over no socket', ['upgrade-unsent'], ({ upgrade }) =>
    upgrade === undefined ? {} : { upgrade: () => upgrade((socket) => socket.destroy()) },
  ),
  withExchange('ignores the protocol', ['upgrade-protocol-accepted'], ({ upgrade }) =>
    upgrade === undefined ? {} : { upgrade: (handler: UpgradeHandler) => upgrade(handler) },
  ),
  withExchange('ignores raw', ['upgrade-raw'], ({ upgrade }) =>
    upgrade === undefined ? {} : { upgrade: (handler: UpgradeHandler) => upgrade(handler) },
  ),
  layered('upgrades whatever the status', ['upgrade-forced'], (app) => (environ, startResponse) => {
    const { upgrade } = environ['tsgi.exchange'];
    return app(environ, (status, headers, failure) => {
      const isAsked = upgrade !== undefined && /^4/.test(status);
      return startResponse(isAsked ? '101 Switching Protocols' : status, headers, failure);
    });
  }),
  withExchange('finishes when the application returns', ['upgrade-owner'], () => ({
    onFinish: (callback: Callback) =>
      setImmediate(() => callback({ status: 101, headers: [], bytes: 0, error: undefined, aborted: false })),
  })),
  layered('takes a 101 without a handler', ['upgrade-invalid'], (app) => (environ, startResponse) => {
    environ['tsgi.exchange'].upgrade?.((socket) => socket.end());
    return app(environ, startResponse);
  }),
];
