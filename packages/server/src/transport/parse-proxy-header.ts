/**
 * The header of the PROXY protocol, versions 1 and 2, by which a proxy says whom it connects: bytes in, header out.
 * https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt. Sections below are that document's.
 */

import { parseBinaryHeader } from './parse-binary-header.ts';
import { isTextHeader, parseTextHeader } from './parse-text-header.ts';
import type { ParsedProxyHeader } from './proxy-header.ts';

/**
 * Parses the header at the beginning of what has arrived.
 * @returns `undefined` when more bytes are needed
 * @throws ProxyHeaderError as soon as it cannot become one
 */
export function parseProxyHeader(bytes: Uint8Array): ParsedProxyHeader | undefined {
  return isTextHeader(bytes) ? parseTextHeader(bytes) : parseBinaryHeader(bytes);
}
