/** A list of addresses and networks. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Tells whether an address, as `REMOTE_ADDR` has it (`''` on a unix socket), is on a list. */
export type TrustedAddresses = (address: string) => boolean;

/**
 * Reads a list of `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`, and `unix` for peers on a unix socket.
 * @throws TypeError for an entry that is none of these, and for a text instead of a list
 */
export function trustedAddresses(entries: readonly string[]): TrustedAddresses {
  if (typeof entries === 'string') throw new TypeError(`Addresses are a list: ['${String(entries)}']`);
  const list = new BlockList();
  for (const entry of entries) if (entry !== 'unix') add(list, entry);
  const trustsUnix = entries.includes('unix');
  return (address) => {
    if (address === '') return trustsUnix;
    if (isIPv4(address)) return list.check(address, 'ipv4');
    return isIPv6(address) && list.check(address, 'ipv6');
  };
}

function add(list: BlockList, entry: string): void {
  const [address = '', prefix, ...more] = entry.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  const most = family === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? most : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (family === undefined || more.length > 0 || !(bits <= most)) {
    throw new TypeError(`${JSON.stringify(entry)} is no address and no network`);
  }
  list.addSubnet(address, bits, family);
}
