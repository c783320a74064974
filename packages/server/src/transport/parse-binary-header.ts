/** Version 2 of the PROXY protocol (§2.2): 16 bytes, then addresses, then additional fields. */
import { canonicalAddress } from './canonical-address.ts';
import { type Endpoint, type ParsedProxyHeader, type ProxyHeader, ProxyHeaderError } from './proxy-header.ts';

/**
 * Parses a header of version 2.
 * @returns `undefined` when more bytes are needed
 * @throws ProxyHeaderError `signature`, `binary`, `length`, `too-long`
 */
export function parseBinaryHeader(bytes: Uint8Array): ParsedProxyHeader | undefined {
  const known = Math.min(bytes.length, SIGNATURE.length);
  for (let at = 0; at < known; at++) {
    if (bytes[at] !== SIGNATURE[at]) {
      throw new ProxyHeaderError('signature', 'The connection does not begin with a PROXY header');
    }
  }
  const [versionAndCommand, familyAndTransport] = bytes.subarray(12, 14);
  const isLocal = versionAndCommand !== undefined && commandOf(versionAndCommand) === 'local';
  if (familyAndTransport === undefined) return undefined;
  // "the receiver must discard the protocol block including the family which is ignored"
  const family = isLocal ? 'unspecified' : familyOf(familyAndTransport);
  if (bytes.length < START) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = START + view.getUint16(14);
  if (length > LONGEST) throw new ProxyHeaderError('too-long', `The PROXY header has ${length} bytes`);
  if (bytes.length < length) return undefined;
  const block = new DataView(bytes.buffer, bytes.byteOffset + START, length - START);
  return { header: isLocal ? { kind: 'local' } : parseBlock(family, block), length };
}

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const START = 16;
/** Real headers have a few hundred bytes; their length could say 65,551. */
const LONGEST = 4096;

type Family = 'unspecified' | 'ipv4' | 'ipv6' | 'unix';

/** How many bytes the two addresses and ports of a family take. */
const ADDRESSES: Readonly<Record<Family, number>> = { unspecified: 0, ipv4: 12, ipv6: 36, unix: 216 };

function commandOf(byte: number): 'local' | 'proxy' {
  if (byte === 0x20) return 'local';
  if (byte === 0x21) return 'proxy';
  throw new ProxyHeaderError('binary', `The PROXY header has version and command ${byte}`);
}

/** The family, of streams: this is no server for datagrams. */
function familyOf(byte: number): Family {
  if (byte === 0x00) return 'unspecified';
  if (byte === 0x11) return 'ipv4';
  if (byte === 0x21) return 'ipv6';
  if (byte === 0x31) return 'unix';
  throw new ProxyHeaderError('binary', `The PROXY header has family and transport ${byte}`);
}

function parseBlock(family: Family, block: DataView): ProxyHeader {
  const size = ADDRESSES[family];
  if (block.byteLength < size) throw new ProxyHeaderError('length', 'The PROXY header is shorter than its addresses');
  const isSecure = hasTls(block, size);
  if (family === 'unspecified') return { kind: 'local' };
  if (family === 'unix') return { kind: 'proxied', source: undefined, destination: undefined, isSecure };
  const width = family === 'ipv4' ? 4 : 16;
  return {
    kind: 'proxied',
    source: endpoint(family, block, 0, 2 * width),
    destination: endpoint(family, block, width, 2 * width + 2),
    isSecure,
  };
}

function endpoint(family: 'ipv4' | 'ipv6', block: DataView, addressAt: number, portAt: number): Endpoint {
  const parts: string[] = [];
  if (family === 'ipv4') for (let at = 0; at < 4; at++) parts.push(String(block.getUint8(addressAt + at)));
  else for (let at = 0; at < 16; at += 2) parts.push(block.getUint16(addressAt + at).toString(16));
  const address = parts.join(family === 'ipv4' ? '.' : ':');
  return { address: canonicalAddress(address, family) ?? address, port: String(block.getUint16(portAt)) };
}

/** Whether PP2_TYPE_SSL says that the client came over TLS (§2.2.5); checks that all additional fields fit. */
function hasTls(block: DataView, start: number): boolean {
  let isSecure = false;
  for (let at = start; at < block.byteLength; ) {
    const end = at + 3 <= block.byteLength ? at + 3 + block.getUint16(at + 1) : Number.POSITIVE_INFINITY;
    if (end > block.byteLength) throw new ProxyHeaderError('length', 'A field of the PROXY header is cut off');
    if (block.getUint8(at) === TYPE_SSL && end > at + 3) isSecure = (block.getUint8(at + 3) & CLIENT_SSL) !== 0;
    at = end;
  }
  return isSecure;
}

const TYPE_SSL = 0x20;
const CLIENT_SSL = 0x01;
