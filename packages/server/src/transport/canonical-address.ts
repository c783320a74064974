/** One spelling for each address, so that it can be compared, counted and logged. */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/**
 * An address as the system itself would write it: IPv6 shortened (RFC 5952 §4), IPv4 within IPv6 as IPv4.
 * @returns `undefined` for what is no address of that family
 */
export function canonicalAddress(address: string, family: 'ipv4' | 'ipv6'): string | undefined {
  if (family === 'ipv4') return isIPv4(address) ? address : undefined;
  // A zone means something on the machine that wrote it only.
  if (!isIPv6(address) || address.includes('%')) return undefined;
  return plainAddress(new SocketAddress({ address, family }).address);
}

/** An IPv4 client of an IPv6 socket has its own address. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}
