/**
 * Paths are canonical, not decoded: one lossless spelling for each path, which compares exactly and can be cut at a
 * prefix. Decoding would lose `%2F` and give a guard and a router two views of one path (`/%61dmin`).
 */
import type { Environ } from './environ.ts';

/**
 * The canonical form of a path: unreserved characters never encoded, hex digits upper case, visible ASCII that is no
 * `pchar` encoded, repeated slashes kept.
 *
 * @param path the path of a request target, without the query
 * @returns `undefined` for what no client sends in good faith, and over which two readers of one path come to differ:
 *   a malformed escape, `%00`, a control, a space, `#`, a byte above 0x7F, a dot segment however it is spelled
 * @see RFC 3986 §3.3, §6.2.2
 */
export function canonicalPath(path: string): string | undefined {
  const canonical = PLAIN.test(path) ? path : respell(path);
  return canonical === undefined || DOT_SEGMENT.test(canonical) ? undefined : canonical;
}

/**
 * Moves the front of `PATH_INFO` to `SCRIPT_NAME`, on a copy: how a mount hands a part of its paths to an application.
 *
 * @param environ is not changed: bodies run late, and may still read it
 * @param prefix canonical, starting with `/` and not ending with one; the next segment when left out
 * @returns the copy; `undefined` when the path does not start with the prefix at a segment's boundary, or has no
 *   segment to move (an empty one cannot be moved, since `SCRIPT_NAME` has no trailing slash)
 * @see wsgiref.util.shift_path_info
 */
export function shiftPath<E extends Environ>(
  environ: E,
  prefix: string = firstSegment(environ.PATH_INFO),
): E | undefined {
  const path = environ.PATH_INFO;
  if (prefix === '' || !path.startsWith(prefix)) return undefined;
  if (path.length > prefix.length && path[prefix.length] !== '/') return undefined;
  return { ...environ, SCRIPT_NAME: environ.SCRIPT_NAME + prefix, PATH_INFO: path.slice(prefix.length) };
}

const PLAIN = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/;
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;
const REFUSED = /[\x00-\x20#\x7f-\uffff]|%(?![0-9A-Fa-f]{2})|%00/;
const ESCAPE_OR_ODD = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

function respell(path: string): string | undefined {
  return REFUSED.test(path) ? undefined : path.replace(ESCAPE_OR_ODD, respellOne);
}

function respellOne(found: string): string {
  if (found.length === 1) return `%${found.charCodeAt(0).toString(16).toUpperCase()}`;
  const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
  return UNRESERVED.test(character) ? character : found.toUpperCase();
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  const segment = end === -1 ? path : path.slice(0, end);
  return segment === '/' ? '' : segment;
}
