/** `startResponse` and `write`: when they may be called, and what they answer. */
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';

export type StartRuleId =
  | 'start-response-arguments'
  | 'start-response-twice'
  | 'start-response-late'
  | 'start-response-failure-invalid';
export type StartedRuleId = 'start-response-result' | 'start-response-settled' | 'failure-not-rethrown';
export type WritingRuleId = 'write-late';
export type WrittenRuleId = 'write-result';
export type StartTextId = 'start-response-sends' | 'start-response-forgiving' | 'failure-kept' | 'write-reordered';

/** One call of `startResponse`. */
export interface Start {
  readonly args: readonly unknown[];
  /** How many calls there were before. */
  readonly earlier: number;
  /** Whether the body of this call of the application was closed. */
  readonly closed: boolean;
}

/** What the server made of it, when it did not throw. */
export interface Started {
  readonly result: unknown;
  readonly withFailure: boolean;
  /** Whether a chunk that is not empty was given before. */
  readonly committed: boolean;
  /** Whether the response had ended. */
  readonly finished: boolean;
}

export const startRules: readonly Rule<StartRuleId, Start>[] = [
  {
    id: 'start-response-arguments',
    culprit: 'application',
    text: '`startResponse` is called with two or three arguments: status, headers, and `failure` where an earlier head is to be replaced.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: ({ args }) =>
      args.length === 2 || args.length === 3
        ? undefined
        : `startResponse was called with ${args.length} argument${args.length === 1 ? '' : 's'}`,
  },
  {
    id: 'start-response-twice',
    culprit: 'application',
    text: 'A second call of `startResponse` has a `failure`, also when the first one threw because its head was invalid.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: ({ args, earlier }) =>
      earlier > 0 && args[2] === undefined ? 'startResponse was called again, without a failure' : undefined,
  },
  {
    id: 'start-response-late',
    culprit: 'application',
    text: 'An application does not call `startResponse` when the body that it returned was closed.',
    check: ({ closed }) => (closed ? 'startResponse was called after the body had been closed' : undefined),
  },
  {
    id: 'start-response-failure-invalid',
    culprit: 'application',
    text: "`failure` is an object with the key `error`, whose value is what was thrown, which may be `undefined` in JavaScript. It takes the place of PEP 3333's `exc_info`.",
    source: 'PEP 3333 "Error Handling"',
    check: ({ args: [, , failure] }) => {
      if (failure === undefined) return undefined;
      const right = typeof failure === 'object' && failure !== null && 'error' in failure;
      return right ? undefined : `failure is ${show(failure)}, not { error }`;
    },
  },
];

export const startedRules: readonly Rule<StartedRuleId, Started>[] = [
  {
    id: 'start-response-result',
    culprit: 'server',
    text: '`startResponse` returns `write`, a function, at once: it is not asynchronous.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: ({ result }) => (typeof result === 'function' ? undefined : `startResponse returned ${show(result)}`),
  },
  {
    id: 'start-response-settled',
    culprit: 'server',
    text: 'A `startResponse` belongs to one call of the application. Once that call was answered by somebody else (a timeout, a cascade) or the response has ended, it throws and sends nothing.',
    check: ({ finished }) => (finished ? 'startResponse was accepted after the response had ended' : undefined),
  },
  {
    id: 'failure-not-rethrown',
    culprit: 'server',
    text: 'With `failure`, `startResponse` replaces status and headers until the commit; after it, it throws `failure.error`, and the application lets that pass.',
    source: 'PEP 3333 "Error Handling"',
    check: ({ withFailure, committed }) =>
      withFailure && committed ? 'startResponse did not throw the failure after the first chunk' : undefined,
  },
];

/** Checked when an application writes. */
export const writingRules: readonly Rule<WritingRuleId, { readonly returned: boolean }>[] = [
  {
    id: 'write-late',
    culprit: 'application',
    text: '`write` is called only until the application has returned its body, never from within the iteration of that body. Everything written precedes the body.',
    source: 'PEP 3333 "The write() Callable"',
    check: ({ returned }) => (returned ? 'write was called after the body had been returned' : undefined),
  },
];

/** Checked when `write` has returned; the subject is what it gave. */
export const writtenRules: readonly Rule<WrittenRuleId, { readonly result: unknown }>[] = [
  {
    id: 'write-result',
    culprit: 'server',
    text: '`write` returns a promise that resolves when more may be given: when the chunk was taken, or when nobody will take it any more. Chunks keep their order also when it is not awaited.',
    source: 'PEP 3333 "The write() Callable"',
    check: ({ result }) => {
      const right = typeof result === 'object' && result !== null && 'then' in result;
      return right ? undefined : `write returned ${show(result)} and no promise`;
    },
  },
];

export const startTexts: readonly Rule<StartTextId>[] = [
  {
    id: 'start-response-sends',
    culprit: 'server',
    text: '`startResponse` stores, then validates, and sends nothing: a head that was accepted can still be replaced, and one that was refused counts as a call.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: 'conformance',
  },
  {
    id: 'start-response-forgiving',
    culprit: 'server',
    text: '`startResponse` throws at the call when status or headers break a rule of section 7, so that header injection is impossible behind it.',
    source: 'PEP 3333 "The start_response() Callable"; RFC 9110 §5.5',
    check: 'conformance',
  },
  {
    id: 'failure-kept',
    culprit: 'server',
    text: 'A server keeps no reference to `failure` when `startResponse` has returned.',
    source: 'PEP 3333 "Error Handling"',
    check: 'conformance',
  },
  {
    id: 'write-reordered',
    culprit: 'server',
    text: 'A server sends what was written in its order and before the body, and pulls the first chunk of the body when all of it was taken.',
    source: 'PEP 3333 "The write() Callable"',
    check: 'conformance',
  },
];
