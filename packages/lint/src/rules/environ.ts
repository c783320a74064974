/** The environ itself, its keys and values, and the small keys of the protocol. Checked at the call. */
import { environKeys } from '../environ-keys.ts';
import type { Finding, Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';

export type EnvironRuleId =
  | 'environ-not-plain'
  | 'environ-reused'
  | 'environ-key-missing'
  | 'environ-key-invalid'
  | 'environ-value-not-string'
  | 'environ-value-unsafe'
  | 'environ-version-invalid'
  | 'environ-scheme-invalid'
  | 'environ-flag-invalid';

export const environRules: readonly Rule<EnvironRuleId, Call>[] = [
  {
    id: 'environ-not-plain',
    culprit: 'server',
    text: 'The environ is a plain object (its prototype is `Object.prototype` or `null`), to which an application may add keys and in which it may change them.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ given }) => {
      if (typeof given !== 'object' || given === null) return `The environ is ${show(given)}`;
      const prototype: unknown = Object.getPrototypeOf(given);
      if (prototype !== Object.prototype && prototype !== null) return 'The environ is an instance of a class';
      return Object.isExtensible(given) ? undefined : 'The environ is frozen, sealed or not extensible';
    },
  },
  {
    id: 'environ-reused',
    culprit: 'server',
    text: 'Each request has an environ, an input and an exchange of its own, made fresh: none of the three is used again for another one.',
    source: 'PEP 3333 "Specification Details"',
    check: ({ reused }) =>
      reused ? 'The environ, the input or the exchange is that of an earlier request' : undefined,
  },
  {
    id: 'environ-key-missing',
    culprit: 'server',
    text: 'Every key that the table marks as required is there, also when its value is empty.',
    source: 'PEP 3333 "environ Variables"; RFC 3875 §4.1',
    check: ({ environ }) => {
      const missing = environKeys.find(({ key, required }) => required && environ[key] === undefined);
      return missing === undefined ? undefined : `The environ has no ${missing.key}`;
    },
  },
  {
    id: 'environ-key-invalid',
    culprit: 'server',
    text: "A key is a CGI variable (capital letters, digits and `_`), a header (`HTTP_` and the header's name in capitals, each `-` become `_`), or has a dot in it, behind the prefix of whoever adds it (`tsgi.session`, `acme.user`).",
    source: 'PEP 3333 "environ Variables"',
    check: ({ environ }) => {
      const odd = Object.keys(environ).find((key) => !KEY.test(key));
      return odd === undefined ? undefined : `The environ has the key ${show(odd)}`;
    },
  },
  {
    id: 'environ-value-not-string',
    culprit: 'server',
    text: "The value of every key without a dot, and of every `HTTP_` key, is a string (a port is `'80'`, not `80`). A value that is missing is a missing key, never `undefined` or `null`.",
    source: 'PEP 3333 "environ Variables"',
    check: ({ environ }) => firstVariable(environ, (value) => typeof value !== 'string'),
  },
  {
    id: 'environ-value-unsafe',
    culprit: 'server',
    text: 'Those strings are latin-1 text: no code point above U+00FF, no control character but HTAB. One character stands for one byte of what was received.',
    source: 'PEP 3333 "Unicode Issues"; RFC 9110 §5.5',
    check: ({ environ }) => firstVariable(environ, (value) => typeof value === 'string' && !LATIN1.test(value)),
  },
  {
    id: 'environ-version-invalid',
    culprit: 'server',
    text: '`tsgi.version` is the array `[1, 0]`.',
    source: 'PEP 3333 "environ Variables"',
    check: ({ environ }) => {
      const version = environ['tsgi.version'];
      const right = Array.isArray(version) && version.length === 2 && version[0] === 1 && version[1] === 0;
      return right ? undefined : `tsgi.version is ${show(version)}`;
    },
  },
  {
    id: 'environ-scheme-invalid',
    culprit: 'server',
    text: "`tsgi.url_scheme` is `'http'` or `'https'`.",
    source: 'PEP 3333 "environ Variables"',
    check: ({ environ }) => {
      const scheme = environ['tsgi.url_scheme'];
      return scheme === 'http' || scheme === 'https' ? undefined : `tsgi.url_scheme is ${show(scheme)}`;
    },
  },
  {
    id: 'environ-flag-invalid',
    culprit: 'server',
    text: '`tsgi.multithread`, `tsgi.multiprocess` and `tsgi.run_once` are booleans.',
    source: 'PEP 3333 "environ Variables"',
    check: ({ environ }) => {
      const odd = ['tsgi.multithread', 'tsgi.multiprocess', 'tsgi.run_once'].find(
        (key) => typeof environ[key] !== 'boolean',
      );
      return odd === undefined ? undefined : `${odd} is ${show(environ[odd])}`;
    },
  },
];

const LATIN1 = /^[\t\x20-\x7e\x80-\xff]*$/;
// A header's name is a token, so that its key may hold more than letters, and a dot too.
const KEY = /^(?:(?!HTTP_)[A-Z][A-Z0-9_]*|HTTP_[!#$%&'*+.^_`|~0-9A-Z]+|(?!HTTP_).*\..*)$/;

/** The first variable, a key without a dot or a header, whose value is at fault. */
function firstVariable(environ: Call['environ'], isAtFault: (value: unknown) => boolean): Finding {
  for (const [key, value] of Object.entries(environ)) {
    if ((key.startsWith('HTTP_') || !key.includes('.')) && isAtFault(value)) return `${key} is ${show(value)}`;
  }
  return undefined;
}
