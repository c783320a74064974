/** The variables that come from the headers of the request. Checked at the call. */
import { isHopByHop } from '@tsgi/protocol';
import type { Finding, Rule } from '../rule.ts';
import type { Call } from './call.ts';
import { unlike } from './unlike.ts';

export type RequestHeaderRuleId =
  | 'environ-content-length-invalid'
  | 'environ-header-misplaced'
  | 'environ-header-forbidden'
  | 'environ-header-spoofed'
  | 'environ-header-lost';

export const requestHeaderRules: readonly Rule<RequestHeaderRuleId, Call>[] = [
  {
    id: 'environ-content-length-invalid',
    culprit: 'server',
    text: '`CONTENT_LENGTH` is decimal digits, and absent when the client sent no `Content-Length`.',
    source: 'RFC 9110 §8.6; RFC 3875 §4.1.2',
    check: ({ environ }) => unlike(environ, 'CONTENT_LENGTH', /^[0-9]+$/),
  },
  {
    id: 'environ-header-misplaced',
    culprit: 'server',
    text: '`Content-Type` and `Content-Length` have keys of their own and no `HTTP_` keys.',
    source: 'RFC 3875 §4.1.18',
    check: ({ environ }) => present(environ, (key) => key === 'HTTP_CONTENT_TYPE' || key === 'HTTP_CONTENT_LENGTH'),
  },
  {
    id: 'environ-header-forbidden',
    culprit: 'server',
    text: "Hop-by-hop headers (`Connection`, `Keep-Alive`, `Proxy-Authenticate`, `Proxy-Authorization`, `Proxy-Connection`, `TE`, `Trailer`, `Transfer-Encoding`, `Upgrade`) are the server's and have no keys; nor has `Proxy`, which CGI programs take for the variable of that name.",
    source: 'RFC 9110 §7.6.1; CVE-2016-5385 (httpoxy)',
    check: ({ environ }) =>
      present(environ, (key) => {
        const name = key.startsWith('HTTP_') ? key.slice(5).replaceAll('_', '-') : '';
        return name === 'PROXY' || isHopByHop(name);
      }),
  },
  {
    id: 'environ-header-spoofed',
    culprit: 'server',
    text: 'A header with `_` in its name has no key: it could pass for the one with `-`.',
    check: 'conformance',
  },
  {
    id: 'environ-header-lost',
    culprit: 'server',
    text: 'Every other header has its key, whatever its value, and no header that the client did not send has one. Headers that are repeated are joined in their order with `, `; `Cookie` with `; `.',
    source: 'RFC 9110 §5.2; RFC 6265 §5.4; RFC 3875 §4.1.18',
    check: 'conformance',
  },
];

function present(environ: Call['environ'], isAtFault: (key: string) => boolean): Finding {
  const odd = Object.keys(environ).find(isAtFault);
  return odd === undefined ? undefined : `The environ has the key ${odd}`;
}
