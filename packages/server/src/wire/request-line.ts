/** The request line (RFC 9112 §3): `method SP request-target SP HTTP-version`, and nothing looser. */
import { ProtocolError } from './protocol-error.ts';

/** The versions that this server speaks. */
export type HttpVersion = 'HTTP/1.0' | 'HTTP/1.1';

export interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly version: HttpVersion;
}

/**
 * Parses a request line without its CR LF.
 * @throws ProtocolError `request-line`, `method`, `method-too-long`, `version`
 */
export function parseRequestLine(line: string): RequestLine {
  // §3: one SP each. A lenient reader that splits at any white space sees another target than a strict one before it.
  const first = line.indexOf(' ');
  const second = line.indexOf(' ', first + 1);
  if (first === -1 || second === -1 || second === first + 1) {
    throw new ProtocolError('request-line', 'The first line is not: method, target, version');
  }
  return {
    method: checkedMethod(line.slice(0, first)),
    target: line.slice(first + 1, second),
    version: parseVersion(line.slice(second + 1)),
  };
}

const COMMON: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT']);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LONGEST_METHOD = 32;

/** §3.1: a token, case kept; one that is longer than any that exists gets 501. */
function checkedMethod(method: string): string {
  if (COMMON.has(method)) return method;
  if (!TOKEN.test(method)) throw new ProtocolError('method', 'The method is not a token');
  if (method.length > LONGEST_METHOD) throw new ProtocolError('method-too-long', 'No method is this long');
  return method;
}

/** §2.3: `HTTP/` in capitals, one digit, a dot, one digit. */
function parseVersion(text: string): HttpVersion {
  if (text === 'HTTP/1.1' || text === 'HTTP/1.0') return text;
  if (/^HTTP\/[0-9]\.[0-9]$/.test(text)) throw new ProtocolError('version', 'The version is not HTTP/1.0 or HTTP/1.1');
  throw new ProtocolError('request-line', 'The first line does not end in an HTTP version');
}
