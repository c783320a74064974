/** `tsgi.exchange`: what it is, how it may be used, and how it ends. */
import type { HeaderList } from '@tsgi/protocol';
import type { Finding, Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';
import { headError } from './head.ts';

export type ExchangeRuleId = 'exchange-invalid' | 'exchange-replaced';
export type KeptExchangeRuleId = 'exchange-overwritten';
export type ExchangeUseRuleId = 'exchange-misused';
export type FinishRuleId = 'finish-repeated' | 'finish-disordered' | 'finish-invalid' | 'trailers-invalid';
export type AbortRuleId = 'signal-late';
export type ExchangeTextId =
  | 'signal-missing'
  | 'abort-ignored'
  | 'draining-missing'
  | 'facts-shared'
  | 'finish-late'
  | 'finish-throws'
  | 'early-hints-unsent';

/** One use that an application makes of the exchange. */
export type ExchangeUse =
  | { readonly method: 'onFinish' | 'upgrade'; readonly callback: unknown }
  | { readonly method: 'earlyHints'; readonly headers: HeaderList };

/** One call of a callback that was given to `onFinish`. */
export interface Finishing {
  /** How often this callback was called before. */
  readonly earlier: number;
  /** Whether a newer callback has not been called yet. */
  readonly newerWaits: boolean;
  readonly finish: unknown;
  readonly trailers: unknown;
}

export const exchangeRules: readonly Rule<ExchangeRuleId, Call>[] = [
  {
    id: 'exchange-invalid',
    culprit: 'server',
    text: '`tsgi.exchange` has `signal` and `draining`, which are `AbortSignal`s, `facts`, an object, and the functions `abort` and `onFinish`. What a server cannot do of `earlyHints` and `upgrade` it leaves out.',
    check: ({ environ }) => {
      const part = isExchange(environ['tsgi.exchange']);
      return part === undefined ? undefined : `tsgi.exchange lacks ${part}`;
    },
  },
  {
    id: 'exchange-replaced',
    culprit: 'server',
    text: 'There is one exchange for a request, the same object in every copy of the environ. Whoever copies the environ, as a mount does, keeps it.',
    check: ({ exchangeReplaced }) =>
      exchangeReplaced ? 'This environ holds another exchange than the one it was made with' : undefined,
  },
];

/** Checked when the application has returned. */
export const keptExchangeRules: readonly Rule<KeptExchangeRuleId, { readonly overwritten: boolean }>[] = [
  {
    id: 'exchange-overwritten',
    culprit: 'application',
    text: 'An application never puts another exchange into the environ.',
    check: ({ overwritten }) => (overwritten ? 'The application has replaced tsgi.exchange in its environ' : undefined),
  },
];

export const exchangeUseRules: readonly Rule<ExchangeUseRuleId, ExchangeUse>[] = [
  {
    id: 'exchange-misused',
    culprit: 'application',
    text: '`onFinish` and `upgrade` are called with a function, `earlyHints` with headers that obey section 7.',
    check: (use) => {
      if (use.method === 'earlyHints') return headError({ status: '200 OK', headers: use.headers })?.message;
      return typeof use.callback === 'function' ? undefined : `${use.method} was called with ${show(use.callback)}`;
    },
  },
];

/** Checked when the server calls back. */
export const finishRules: readonly Rule<FinishRuleId, Finishing>[] = [
  {
    id: 'finish-repeated',
    culprit: 'server',
    text: 'A callback given to `onFinish` is called once, when the response has ended and its body is closed; for an upgrade, when the socket closes.',
    check: ({ earlier }) => (earlier > 0 ? 'A callback of onFinish was called a second time' : undefined),
  },
  {
    id: 'finish-disordered',
    culprit: 'server',
    text: 'The callback that was registered last is called first, so that the inner layers end before the outer ones.',
    check: ({ newerWaits }) => (newerWaits ? 'A callback of onFinish was called before a newer one' : undefined),
  },
  {
    id: 'finish-invalid',
    culprit: 'server',
    text: 'The callback gets `{ status, headers, bytes, error, aborted }`: the status as a number, or `undefined` when none was sent; the headers that were sent, those of the server included; the bytes of body that were sent, framing left out; what the application or its body threw; and whether the response was cut off.',
    check: ({ finish }) => finishFault(finish),
  },
  {
    id: 'trailers-invalid',
    culprit: 'server',
    text: '`trailers`, where the request had some and its body was read to the end, is a list of pairs of strings, name and value.',
    source: 'RFC 9110 §6.5',
    check: ({ trailers }) =>
      trailers === undefined || isFieldList(trailers) ? undefined : `trailers is ${show(trailers)}`,
  },
];

/** Checked when the signal aborts. */
export const abortRules: readonly Rule<AbortRuleId, { readonly finished: boolean }>[] = [
  {
    id: 'signal-late',
    culprit: 'server',
    text: '`signal` never aborts after the response has ended, not even when `abort` is called.',
    check: ({ finished }) => (finished ? 'The signal aborted after the response had ended' : undefined),
  },
];

export const exchangeTexts: readonly Rule<ExchangeTextId>[] = [
  {
    id: 'signal-missing',
    culprit: 'server',
    text: '`signal` aborts when the client has left: at once while the server reads from the connection, else at the next read or write, at the latest when a write times out. A client that closes its half of the connection behind a whole request still gets its answer.',
    check: 'conformance',
  },
  {
    id: 'abort-ignored',
    culprit: 'server',
    text: '`abort(reason)` aborts `signal` with that reason, an `AbortError` where it is left out.',
    check: 'conformance',
  },
  {
    id: 'draining-missing',
    culprit: 'server',
    text: '`draining` aborts when the server begins to stop. Responses without an end (server-sent events, WebSockets) end then.',
    check: 'conformance',
  },
  {
    id: 'facts-shared',
    culprit: 'application',
    text: '`facts` is what inner layers tell outer ones (`route`, `user`, `requestId`, `error`). A package names its own `<package>.<fact>`.',
    check: 'review',
  },
  {
    id: 'finish-late',
    culprit: 'server',
    text: 'A callback that is registered when the response has ended is called at once.',
    check: 'conformance',
  },
  {
    id: 'finish-throws',
    culprit: 'server',
    text: 'A callback that throws is logged, and the others are called all the same.',
    check: 'conformance',
  },
  {
    id: 'early-hints-unsent',
    culprit: 'server',
    text: '`earlyHints(headers)` sends `103 Early Hints` at once. It is absent where the request is older than HTTP/1.1.',
    source: 'RFC 8297',
    check: 'conformance',
  },
];

/** The first part that an exchange lacks; `undefined` when it has them all. */
function isExchange(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'everything';
  if (!('signal' in value && value.signal instanceof AbortSignal)) return 'signal';
  if (!('draining' in value && value.draining instanceof AbortSignal)) return 'draining';
  if (!('facts' in value && typeof value.facts === 'object' && value.facts !== null)) return 'facts';
  if (!('abort' in value && typeof value.abort === 'function')) return 'abort';
  if (!('onFinish' in value && typeof value.onFinish === 'function')) return 'onFinish';
  if ('earlyHints' in value && !isOptionalFunction(value.earlyHints)) return 'a right earlyHints';
  return 'upgrade' in value && !isOptionalFunction(value.upgrade) ? 'a right upgrade' : undefined;
}

function isOptionalFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function finishFault(finish: unknown): Finding {
  if (typeof finish !== 'object' || finish === null) return `onFinish gave ${show(finish)}`;
  const { status, headers, bytes, aborted }: Partial<Record<string, unknown>> = { ...finish };
  if (status !== undefined && !(Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599)) {
    return `The status at the end is ${show(status)}`;
  }
  if (!isFieldList(headers)) return `The headers at the end are ${show(headers)}`;
  if (!Number.isInteger(bytes) || Number(bytes) < 0) return `The bytes at the end are ${show(bytes)}`;
  return typeof aborted === 'boolean' ? undefined : `aborted is ${show(aborted)} at the end`;
}

function isFieldList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (field: unknown) =>
        Array.isArray(field) && field.length === 2 && field.every((part: unknown) => typeof part === 'string'),
    )
  );
}
