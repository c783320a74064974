/** The request target (RFC 9112 §3.2): four forms, each for its methods only. */
import { canonicalPath } from '@tsgi/protocol';
import { type Authority, parseAuthority } from './authority.ts';
import { ProtocolError } from './protocol-error.ts';

export interface RequestTarget {
  /** In canonical form; `''` for the authority form and the asterisk form. */
  readonly path: string;
  /** What follows the first `?`, raw. */
  readonly query: string;
  /** Whom the target names; `undefined` when it is left to `Host`. */
  readonly authority: Authority | undefined;
  /** The scheme of an absolute form. */
  readonly scheme: 'http' | 'https' | undefined;
}

/**
 * Parses a target.
 * @throws ProtocolError `target`, `path`
 */
export function parseRequestTarget(target: string, method: string): RequestTarget {
  // §3.2.3: the authority form is for CONNECT only, and CONNECT has no other.
  if (method === 'CONNECT') return authorityForm(target);
  // §3.2.1: the origin form.
  if (target.startsWith('/')) return pathAndQuery(target, undefined, undefined);
  // §3.2.4: the asterisk form is for OPTIONS only.
  if (target === '*' && method === 'OPTIONS') return SERVER_WIDE;
  // §3.2.2: the absolute form, which a server must accept from anybody.
  return absoluteForm(target, method);
}

const SERVER_WIDE: RequestTarget = { path: '', query: '', authority: undefined, scheme: undefined };
const ABSOLUTE = /^(https?):\/\/([^/?]+)(.*)$/i;
/** Visible ASCII without `#`: also what RFC 3986 §3.4 forbids in a query, since browsers send it. */
const QUERY = /^[\x21\x22\x24-\x7e]*$/;

function authorityForm(target: string): RequestTarget {
  const authority = parseAuthority(target);
  if (authority === undefined || authority.host === '' || authority.port === '') throw malformed();
  return { path: '', query: '', authority, scheme: undefined };
}

function absoluteForm(target: string, method: string): RequestTarget {
  const [, scheme = '', host = '', rest = ''] = ABSOLUTE.exec(target) ?? [];
  const authority = parseAuthority(host);
  if (scheme === '' || authority === undefined || authority.host === '') throw malformed();
  const named = scheme.length === 5 ? 'https' : 'http';
  // §3.2.4: how a client says `OPTIONS *` through a proxy.
  if (rest === '' && method === 'OPTIONS') return { path: '', query: '', authority, scheme: named };
  return pathAndQuery(rest.startsWith('/') ? rest : `/${rest}`, authority, named);
}

function pathAndQuery(text: string, authority: Authority | undefined, scheme: RequestTarget['scheme']): RequestTarget {
  const mark = text.indexOf('?');
  const path = canonicalPath(mark === -1 ? text : text.slice(0, mark));
  if (path === undefined) throw new ProtocolError('path', 'The path of the target is malformed');
  const query = mark === -1 ? '' : text.slice(mark + 1);
  if (!QUERY.test(query)) throw malformed();
  return { path, query, authority, scheme };
}

function malformed(): ProtocolError {
  return new ProtocolError('target', 'The request target has none of the forms that its method allows');
}
