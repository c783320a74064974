/** `tsgi.errors`: where an application logs. */
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';

export type ErrorsRuleId = 'errors-invalid';
export type LogRuleId = 'errors-text-invalid';
export type ErrorsTextId = 'errors-throw';

export const errorsRules: readonly Rule<ErrorsRuleId, Call>[] = [
  {
    id: 'errors-invalid',
    culprit: 'server',
    text: '`tsgi.errors` has `write(text)` and `flush()`.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: ({ environ }) => {
      const errors = environ['tsgi.errors'];
      const found = typeof errors === 'object' && errors !== null;
      const whole =
        found &&
        'write' in errors &&
        typeof errors.write === 'function' &&
        'flush' in errors &&
        typeof errors.flush === 'function';
      return whole ? undefined : 'tsgi.errors lacks write or flush';
    },
  },
];

/** Checked when an application logs; the subject is what it gives to `write`. */
export const logRules: readonly Rule<LogRuleId, { readonly text: unknown }>[] = [
  {
    id: 'errors-text-invalid',
    culprit: 'application',
    text: 'What is written to `tsgi.errors` is a string; `\\n` ends a line.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: ({ text }) => (typeof text === 'string' ? undefined : `write was called with ${show(text)}`),
  },
];

export const errorsTexts: readonly Rule<ErrorsTextId>[] = [
  {
    id: 'errors-throw',
    culprit: 'server',
    text: '`write` takes any text and neither `write` nor `flush` ever throws, also when the log cannot be written.',
    source: 'PEP 3333 "Input and Error Streams"',
    check: 'conformance',
  },
];
