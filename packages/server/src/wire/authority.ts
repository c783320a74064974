/** `host [ ":" port ]`, as in `Host` and in a target (RFC 9110 §7.2; RFC 3986 §3.2.2, §3.2.3). */

export interface Authority {
  /** As received. */
  readonly text: string;
  /** A name or an IPv4 address; an IPv6 address without its brackets. `''` in an empty `Host`. */
  readonly host: string;
  /** Decimal digits; `''` when there is none. */
  readonly port: string;
}

/** The parts of an authority; `undefined` when it is malformed. User information is malformed (RFC 9110 §4.2.4). */
export function parseAuthority(text: string): Authority | undefined {
  return known.get(text) ?? learn(text);
}

// Bounded, since what clients send may be hostile.
const known = new Map<string, Authority>();
const MOST_KNOWN = 1000;

const NAME = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const BRACKETED = /^\[([^\]]*)\](?::([0-9]*))?$/;
const PORT = /^[0-9]*$/;

function learn(text: string): Authority | undefined {
  if (text.length > 1000) return undefined;
  const authority = text.startsWith('[') ? parseBracketed(text) : parseNamed(text);
  if (authority === undefined || Number(authority.port) > 65535) return undefined;
  if (known.size < MOST_KNOWN) known.set(text, authority);
  return authority;
}

function parseNamed(text: string): Authority | undefined {
  const colon = text.indexOf(':');
  const host = colon === -1 ? text : text.slice(0, colon);
  const port = colon === -1 ? '' : text.slice(colon + 1);
  if (!NAME.test(host) || !PORT.test(port) || (host === '' && colon !== -1)) return undefined;
  return { text, host, port };
}

function parseBracketed(text: string): Authority | undefined {
  const [, host = '', port = ''] = BRACKETED.exec(text) ?? [];
  return isIPv6(host) ? { text, host, port } : undefined;
}

/** RFC 3986 §3.2.2: eight groups of up to four hex digits, one run of zeros as `::`, an IPv4 tail. No zone. */
function isIPv6(host: string): boolean {
  const [head = '', tail, ...more] = host.split('::');
  if (more.length > 0) return false;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...before, ...after];
  const last = groups.at(-1) ?? '';
  const hasIPv4 = last.includes('.');
  if (hasIPv4 && !isIPv4(last)) return false;
  const isHex = (hasIPv4 ? groups.slice(0, -1) : groups).every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group));
  const length = groups.length + (hasIPv4 ? 1 : 0);
  return isHex && (tail === undefined ? length === 8 : length < 8);
}

function isIPv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(text);
}
