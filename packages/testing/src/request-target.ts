/** From the URL of a test to what a client sends and a server makes of it. */
import { canonicalPath } from '@tsgi/protocol';
import { TestingError } from './testing-error.ts';

/** Where a request goes. */
export interface RequestTarget {
  readonly scheme: 'http' | 'https';
  /** Host and port as the `Host` header has them. */
  readonly authority: string;
  /** The request target, as it stands in the request line. */
  readonly target: string;
  /** The canonical path; `''` for `*` and CONNECT. */
  readonly path: string;
  readonly query: string;
}

/**
 * Takes a URL apart. A path keeps its spelling: `URL` would resolve dot segments and escapes before anybody saw them.
 * What a browser encodes (characters above 0x7F, spaces, `"`, `<` and `>`) is encoded, and a fragment left out.
 *
 * @param url a path with or without a query (`/polls?page=2`), or an absolute URL; `*` for OPTIONS and an authority for
 *   CONNECT
 * @throws TestingError `request-refused` for a path that every server refuses
 */
export function parseTarget(method: string, url: string): RequestTarget {
  const absolute = /^(https?):\/\/([^/?#]+)(.*)$/is.exec(url);
  const scheme = absolute?.[1]?.toLowerCase() === 'https' ? 'https' : 'http';
  const authority = absolute?.[2] ?? 'localhost';
  if (method === 'CONNECT') return { scheme, authority: url, target: url, path: '', query: '' };
  if (url === '*' && method === 'OPTIONS') return { scheme, authority, target: '*', path: '', query: '' };
  const written = encode((absolute?.[3] ?? url).replace(/#.*/s, ''));
  const target = absolute === null || written.startsWith('/') ? written : `/${written}`;
  const at = target.indexOf('?');
  const path = canonicalPath(at === -1 ? target : target.slice(0, at));
  if (path === undefined || !path.startsWith('/')) {
    throw new TestingError('request-refused', `A server answers this target with 400, without a call: ${target}`);
  }
  return { scheme, authority, target, path, query: at === -1 ? '' : target.slice(at + 1) };
}

/** The host without its port; an IPv6 address without its brackets. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** The port, the scheme's where none is named. */
export function portOf(authority: string, scheme: 'http' | 'https'): string {
  const port = /:(\d+)$/.exec(authority)?.[1];
  return port ?? (scheme === 'https' ? '443' : '80');
}

function encode(text: string): string {
  return text.replace(/[^\x21-\x7e]+|["<>]/g, (odd) =>
    Array.from(Buffer.from(odd), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
