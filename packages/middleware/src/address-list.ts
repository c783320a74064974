import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses and networks. An IPv4 address written as an IPv6 one (`::ffff:10.0.0.1`) is that address. */
export class AddressList {
  readonly #list = new BlockList();
  readonly #hasUnix: boolean;
  /** What was looked for last: a proxy asks again and again. */
  #last: { readonly address: string; readonly isThere: boolean };

  /**
   * @param entries single addresses, networks (`'10.0.0.0/8'`), and `'unix'` for peers without an address
   * @throws RangeError for anything else
   * @throws TypeError for a text instead of a list
   */
  constructor(entries: readonly string[]) {
    if (typeof entries === 'string') throw new TypeError(`Addresses are a list: ['${String(entries)}']`);
    this.#hasUnix = entries.includes('unix');
    this.#last = { address: '', isThere: this.#hasUnix };
    for (const entry of entries) if (entry !== 'unix') this.#add(entry);
  }

  has(address: string): boolean {
    if (address !== this.#last.address) this.#last = { address, isThere: this.#find(address) };
    return this.#last.isThere;
  }

  #find(address: string): boolean {
    if (address === '') return this.#hasUnix;
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.#list.check(plain, familyOf(plain));
  }

  #add(entry: string): void {
    const [, address = '', length] = /^([^/]*)(?:\/([0-9]{1,3}))?$/.exec(entry) ?? [];
    if (isIP(address) === 0) throw new RangeError(`'${entry}' is neither an address, nor a network, nor 'unix'`);
    const family = familyOf(address);
    if (length === undefined) this.#list.addAddress(address, family);
    else if (Number(length) > (family === 'ipv6' ? 128 : 32)) throw new RangeError(`'${entry}' is no network`);
    else this.#list.addSubnet(address, Number(length), family);
  }
}

/** An address without the form in which a socket for both families shows IPv4, and without a zone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, '').replace(/%.*$/, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
