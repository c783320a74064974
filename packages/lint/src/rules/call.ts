/** How a server calls an application. Checked at the call. */
import type { Rule } from '../rule.ts';

/** What lint knows when an application is called. */
export interface Call {
  /** The arguments. */
  readonly args: readonly unknown[];
  /** The environ as it was given, whatever it is. */
  readonly given: unknown;
  /** The environ as something that has keys; empty when it is not even an object. */
  readonly environ: Readonly<Record<string, unknown>>;
  /** Whether the environ, the input or the exchange has served another request before. */
  readonly reused: boolean;
  /** Whether a layer further out has seen another exchange in this environ. */
  readonly exchangeReplaced: boolean;
}

export type CallRuleId =
  | 'call-invalid'
  | 'call-repeated'
  | 'call-failure-unanswered'
  | 'call-context-shared'
  | 'call-failure-unlogged';

export const callRules: readonly Rule<CallRuleId, Call>[] = [
  {
    id: 'call-invalid',
    culprit: 'server',
    text: 'A server calls the application with two arguments, the environ and `startResponse`, a function.',
    source: 'PEP 3333 "The Application/Framework Side"',
    check: ({ args }) => {
      if (args.length !== 2) return `The application was called with ${args.length} arguments`;
      return typeof args[1] === 'function' ? undefined : 'startResponse is not a function';
    },
  },
  {
    id: 'call-repeated',
    culprit: 'server',
    text: 'A server calls the application once for each request that it accepts, any number of them at once, and never for one that it has refused.',
    source: 'PEP 3333 "The Server/Gateway Side"',
    check: 'conformance',
  },
  {
    id: 'call-failure-unanswered',
    culprit: 'server',
    text: 'An application fails by throwing, by a promise that rejects, or by a body that does either. When it fails before the commit, the server answers 500, or the `status` that an input error carries; after it, the server ends the connection so that the client notices (section 8).',
    source: 'PEP 3333 "Error Handling"',
    check: 'conformance',
  },
  {
    id: 'call-failure-unlogged',
    culprit: 'server',
    text: 'A server writes every error that an application lets pass to `tsgi.errors`, and none of it to the client.',
    source: 'PEP 3333 "Error Handling"',
    check: 'conformance',
  },
  {
    id: 'call-context-shared',
    culprit: 'server',
    text: 'Each request runs in an asynchronous context of its own: the call of the application, the pulls of its body and the callbacks of its exchange. What `AsyncLocalStorage.enterWith` sets in one request is never seen by the next one on the same connection.',
    check: 'conformance',
  },
];
