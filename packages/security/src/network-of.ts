import { isIPv6 } from 'node:net';

/**
 * The network that one client has for itself: its IPv4 address, or the /64 of its IPv6 address, out of which it may
 * take a new address for each request (RFC 4291 §2.5.4). `''` for a peer without an address.
 */
export function networkOf(address: string): string {
  // The form in which a socket for both families shows IPv4, and a zone.
  const plain = address.replace(/^::ffff:(?=[0-9.]+$)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [front = [], back] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = back === undefined ? 0 : 8 - front.length - groupCount(back);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...(back ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** An IPv4 address at the end stands for two groups (RFC 4291 §2.2). */
function groupCount(groups: readonly string[]): number {
  return groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);
}
