/** How a body is closed. */
import type { Rule } from '../rule.ts';

export type ClosingRuleId = 'body-closed-twice' | 'body-not-returned';
export type UnclosedRuleId = 'body-not-closed';
export type ClosingTextId = 'return-awaited' | 'close-before-signal' | 'close-failure-sent' | 'close-shared';

/** One call of a body's `close`. */
export interface Closing {
  /** How many calls there were before. */
  readonly earlier: number;
  /** Whether an iteration was begun that has neither ended nor failed nor been returned. */
  readonly underway: boolean;
}

export const closingRules: readonly Rule<ClosingRuleId, Closing>[] = [
  {
    id: 'body-closed-twice',
    culprit: 'server',
    text: 'A body is closed once.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ earlier }) => (earlier > 0 ? 'The body was closed a second time' : undefined),
  },
  {
    id: 'body-not-returned',
    culprit: 'server',
    text: "An iteration that is given up before its end is told so: the iterator's `return?.()` is called first, then the body's `close?.()`.",
    source: 'PEP 3333 "Specification Details"',
    check: ({ earlier, underway }) =>
      earlier === 0 && underway ? 'The body was closed in the middle of its iteration, without return()' : undefined,
  },
];

/** Checked when the response has ended. */
export const unclosedRules: readonly Rule<UnclosedRuleId, { readonly open: boolean }>[] = [
  {
    id: 'body-not-closed',
    culprit: 'server',
    text: 'Whoever takes a body closes it, however the response ends: at its end, when it fails, when the client leaves, and also when it was never iterated. It is closed before the response counts as ended. Middleware that discards a body closes it at once.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ open }) => (open ? 'The response has ended and its body was not closed' : undefined),
  },
];

export const closingTexts: readonly Rule<ClosingTextId>[] = [
  {
    id: 'return-awaited',
    culprit: 'server',
    text: 'While a `next()` is pending, `return()` is called and not awaited: the `return()` of an async generator waits behind its `next()`, perhaps for ever.',
    check: 'conformance',
  },
  {
    id: 'close-before-signal',
    culprit: 'server',
    text: 'When the client leaves, `exchange.signal` aborts first; then the body is closed.',
    check: 'conformance',
  },
  {
    id: 'close-failure-sent',
    culprit: 'server',
    text: 'An error in `return()` or `close()` is logged. It is never an answer and does not keep anything else from being closed.',
    source: 'PEP 3333 "Error Handling"',
    check: 'conformance',
  },
  {
    id: 'close-shared',
    culprit: 'application',
    text: 'Middleware that returns a body made from another one closes the inner one first, then what it holds itself: both, even if one of them throws.',
    source: 'PEP 3333 "Middleware: Components that Play Both Sides"',
    check: 'review',
  },
];
