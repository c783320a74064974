/** The variables that come from the request line. Checked at the call. */
import { canonicalPath } from '@tsgi/protocol';
import type { Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';
import { unlike } from './unlike.ts';

export type RequestLineRuleId =
  | 'environ-method-invalid'
  | 'environ-script-name-invalid'
  | 'environ-path-info-invalid'
  | 'environ-path-not-canonical'
  | 'environ-request-uri-invalid'
  | 'environ-target-refused'
  | 'environ-query-string-invalid'
  | 'environ-protocol-invalid';

export const requestLineRules: readonly Rule<RequestLineRuleId, Call>[] = [
  {
    id: 'environ-method-invalid',
    culprit: 'server',
    text: '`REQUEST_METHOD` is a token, exactly as the client sent it: methods are case-sensitive, and an application may know methods that its server does not.',
    source: 'RFC 9110 §9.1',
    check: ({ environ }) => unlike(environ, 'REQUEST_METHOD', TOKEN),
  },
  {
    id: 'environ-script-name-invalid',
    culprit: 'server',
    text: '`SCRIPT_NAME` is empty, or starts with `/` and does not end with one.',
    source: 'RFC 3875 §4.1.13',
    check: ({ environ }) => unlike(environ, 'SCRIPT_NAME', /^(?:\/.*[^/])?$/),
  },
  {
    id: 'environ-path-info-invalid',
    culprit: 'server',
    text: '`PATH_INFO` starts with `/`. It is empty only below a mount (`SCRIPT_NAME` is not empty), for the target `*`, and for CONNECT.',
    source: 'RFC 3875 §4.1.5; RFC 9112 §3.2',
    check: ({ environ }) => {
      const path = environ['PATH_INFO'];
      if (typeof path !== 'string' || path.startsWith('/')) return undefined;
      const mayBeEmpty =
        environ['SCRIPT_NAME'] !== '' || environ['REQUEST_URI'] === '*' || environ['REQUEST_METHOD'] === 'CONNECT';
      return path === '' && mayBeEmpty ? undefined : `PATH_INFO is ${show(path)}`;
    },
  },
  {
    id: 'environ-path-not-canonical',
    culprit: 'server',
    text: '`SCRIPT_NAME` and `PATH_INFO` are percent-encoded in their canonical form, and never decoded. Whoever takes a segment out of a path decodes that segment, once.',
    source: 'RFC 3986 §6.2.2',
    check: ({ environ }) => {
      const odd = ['SCRIPT_NAME', 'PATH_INFO'].find((key) => {
        const path = environ[key];
        return typeof path === 'string' && canonicalPath(path) !== path;
      });
      return odd === undefined ? undefined : `${odd} is ${show(environ[odd])}, which is not canonical`;
    },
  },
  {
    id: 'environ-request-uri-invalid',
    culprit: 'server',
    text: '`REQUEST_URI` is the request target exactly as received: not empty, without white space.',
    source: 'RFC 9112 §3.2',
    check: ({ environ }) => unlike(environ, 'REQUEST_URI', /^[^\x00-\x20\x7f]+$/),
  },
  {
    id: 'environ-target-refused',
    culprit: 'server',
    text: 'A path that holds a malformed escape, `%00`, a control character, a space, `#`, a byte above 0x7F or a dot segment (in any spelling: `/a/%2e%2e/b`) is answered with 400 and reaches no application. No client sends one in good faith, and two readers of such a path come to differ.',
    source: 'RFC 3986 §3.3, §5.2.4',
    check: 'conformance',
  },
  {
    id: 'environ-query-string-invalid',
    culprit: 'server',
    text: '`QUERY_STRING` is raw, without its `?`. It holds no `#`, no white space and no control character; the characters ``[ ] { } | \\ ^ ` `` that browsers send as they are stay as they are.',
    source: 'RFC 3986 §3.4; RFC 3875 §4.1.7',
    check: ({ environ }) => unlike(environ, 'QUERY_STRING', /^[^\x00-\x20#\x7f]*$/),
  },
  {
    id: 'environ-protocol-invalid',
    culprit: 'server',
    text: '`SERVER_PROTOCOL` is `HTTP/`, a digit, and where the version has one, a dot and another digit.',
    source: 'RFC 9110 §2.5; RFC 3875 §4.1.16',
    check: ({ environ }) => unlike(environ, 'SERVER_PROTOCOL', /^HTTP\/[0-9](?:\.[0-9])?$/),
  },
];

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
