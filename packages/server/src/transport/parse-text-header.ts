/** Version 1 of the PROXY protocol (§2.1): one line of ASCII. */
import { canonicalAddress } from './canonical-address.ts';
import { type Endpoint, type ParsedProxyHeader, ProxyHeaderError } from './proxy-header.ts';

/** Whether bytes begin as version 1 does, as far as they go. */
export function isTextHeader(bytes: Uint8Array): boolean {
  return bytes[0] === PREFIX.charCodeAt(0);
}

/**
 * Parses `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443` CR LF, `TCP6` likewise, and `PROXY UNKNOWN` with anything.
 * @returns `undefined` when more bytes are needed
 * @throws ProxyHeaderError `signature`, `text`
 */
export function parseTextHeader(bytes: Uint8Array): ParsedProxyHeader | undefined {
  const text = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1');
  if (!text.startsWith(PREFIX.slice(0, text.length))) {
    throw new ProxyHeaderError('signature', 'The connection does not begin with a PROXY header');
  }
  const end = text.indexOf('\r\n');
  if (end === -1) {
    if (text.length === LONGEST) throw malformed('has no end within 107 bytes');
    return undefined;
  }
  return { header: parseLine(text.slice(PREFIX.length, end)), length: end + 2 };
}

const PREFIX = 'PROXY ';
/** With its CR LF: "a 108-byte buffer is always enough to store all the line and a trailing zero". */
const LONGEST = 107;

function parseLine(line: string): ParsedProxyHeader['header'] {
  const [family, source, destination, sourcePort, destinationPort, ...more] = line.split(' ');
  if (family === 'UNKNOWN') return { kind: 'local' };
  if (family !== 'TCP4' && family !== 'TCP6') throw malformed('has an unknown family');
  if (more.length > 0) throw malformed('has too many parts');
  return {
    kind: 'proxied',
    source: endpoint(family, source, sourcePort),
    destination: endpoint(family, destination, destinationPort),
    isSecure: false,
  };
}

function endpoint(family: 'TCP4' | 'TCP6', address = '', port = ''): Endpoint {
  const canonical = canonicalAddress(address, family === 'TCP4' ? 'ipv4' : 'ipv6');
  if (canonical === undefined) throw malformed('has an address that is none of its family');
  if (!/^(?:0|[1-9][0-9]{0,4})$/.test(port) || Number(port) > 65_535) throw malformed('has a port that is none');
  return { address: canonical, port };
}

function malformed(what: string): ProxyHeaderError {
  return new ProxyHeaderError('text', `The PROXY header ${what}`);
}
