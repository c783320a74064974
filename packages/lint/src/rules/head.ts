/** Status and headers: what may be in them. Checked at `startResponse`, and again for changes when they have gone out. */
import { assertHead, ContractError, getHeaders, type HeaderList, statusCode } from '@tsgi/protocol';
import type { Finding, Rule } from '../rule.ts';

export type HeadRuleId =
  | 'status-invalid'
  | 'headers-invalid'
  | 'header-name-invalid'
  | 'header-value-invalid'
  | 'header-forbidden'
  | 'content-length-invalid'
  | 'content-length-forbidden';
export type KeptHeadRuleId = 'headers-changed' | 'headers-changed-outside';
export type HeadTextId = 'head-early' | 'head-incomplete' | 'head-framing';

/** Status and headers, as they are given to `startResponse`. */
export interface Head {
  readonly status: string;
  readonly headers: HeaderList;
}

/** Whether the headers are still what they were. */
export interface KeptHead {
  /** Whether the list that the application gave has changed since. */
  readonly givenChanged: boolean;
  /** Whether the list that was handed on has. */
  readonly handedChanged: boolean;
}

export const headRules: readonly Rule<HeadRuleId, Head>[] = [
  {
    id: 'status-invalid',
    culprit: 'application',
    text: "The status is three digits, a space and a reason of visible latin-1 text: `'200 OK'`. It is 101, or from 200 to 599: other informational answers are no responses (`exchange.earlyHints` sends 103).",
    source: 'RFC 9112 §4; RFC 9110 §15; PEP 3333 "The start_response() Callable"',
    check: (head) => headFault(head, 'status-invalid'),
  },
  {
    id: 'headers-invalid',
    culprit: 'application',
    text: 'The headers are an array of pairs of strings, name and value, in the order in which they are sent.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: (head) => headFault(head, 'headers-invalid'),
  },
  {
    id: 'header-name-invalid',
    culprit: 'application',
    text: 'A header name is a token. Names are compared without regard to case.',
    source: 'RFC 9110 §5.1',
    check: (head) => headFault(head, 'header-name-invalid'),
  },
  {
    id: 'header-value-invalid',
    culprit: 'application',
    text: 'A header value is latin-1 text without white space around it: no code point above U+00FF, which could turn into CR or LF when it is encoded, and no control character but HTAB.',
    source: 'RFC 9110 §5.5; PEP 3333 "Unicode Issues"',
    check: (head) => headFault(head, 'header-value-invalid'),
  },
  {
    id: 'header-forbidden',
    culprit: 'application',
    text: "Hop-by-hop headers are the server's to send, never the application's, and there is no header `Status`. One exception: a 426 names in `Upgrade` what the server would speak, and the server adds the `Connection` that belongs to it.",
    source: 'RFC 9110 §7.6.1, §15.5.22; PEP 3333 "Other HTTP Features"',
    check: (head) => headFault(head, 'header-forbidden'),
  },
  {
    id: 'content-length-invalid',
    culprit: 'application',
    text: '`Content-Length` stands once at most, and is decimal digits.',
    source: 'RFC 9110 §8.6',
    check: (head) => headFault(head, 'content-length-invalid'),
  },
  {
    id: 'content-length-forbidden',
    culprit: 'application',
    text: 'A response with status 101 or 204 has no `Content-Length`; with 205 none, or `0`.',
    source: 'RFC 9110 §8.6, §15.3.6',
    check: (head) => {
      if (headError(head) !== undefined) return undefined;
      const code = statusCode(head.status);
      const [length] = getHeaders(head.headers, 'Content-Length');
      const wrong = code === 101 || code === 204 || (code === 205 && length !== '0');
      return wrong && length !== undefined ? `A ${code} has the Content-Length ${length}` : undefined;
    },
  },
];

export const keptHeadRules: readonly Rule<KeptHeadRuleId, KeptHead>[] = [
  {
    id: 'headers-changed',
    culprit: 'application',
    text: 'A header list that was given to `startResponse` is never changed afterwards, and so may be shared by all responses. Middleware makes a new list.',
    check: ({ givenChanged }) =>
      givenChanged ? 'The header list was changed after it had been given to startResponse' : undefined,
  },
  {
    id: 'headers-changed-outside',
    culprit: 'server',
    text: 'A server adds its own headers to a copy: it never changes the list that it was given.',
    check: ({ handedChanged }) => (handedChanged ? 'The header list was changed by whoever took it' : undefined),
  },
];

export const headTexts: readonly Rule<HeadTextId>[] = [
  {
    id: 'head-early',
    culprit: 'server',
    text: 'The head goes out at the commit: with the first chunk that is not empty, with the first `write`, or at the end of the body. Empty chunks commit nothing.',
    source: 'PEP 3333 "The start_response() Callable"',
    check: 'conformance',
  },
  {
    id: 'head-incomplete',
    culprit: 'server',
    text: 'A server adds what HTTP requires and the application left out (`Date`), and leaves every header of the application as it is, in its order.',
    source: 'RFC 9110 §6.6.1; PEP 3333 "The start_response() Callable"',
    check: 'conformance',
  },
  {
    id: 'head-framing',
    culprit: 'server',
    text: "Framing and persistence are the server's: `Transfer-Encoding` and `Connection` follow from the version of the request, `Content-Length` and what the server decides. Without a `Content-Length` an HTTP/1.1 response is chunked; an HTTP/1.0 one ends with the connection. Where the body is an array, the server may add its `Content-Length`; it never does for HEAD, 1xx, 204 and 304.",
    source: 'RFC 9112 §6, §9.3; PEP 3333 "Handling the Content-Length Header"',
    check: 'conformance',
  },
];

/** The fault of this name in a head. */
function headFault(head: Head, code: HeadRuleId): Finding {
  const error = headError(head);
  return error?.code === code ? error.message : undefined;
}

/** What the protocol's own check says of a head: the one place that knows. */
export function headError({ status, headers }: Head): ContractError | undefined {
  try {
    assertHead(status, headers);
    return undefined;
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
}
