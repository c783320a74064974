import { describe, expect, it } from 'vitest';
import { trustedAddresses } from './trusted-addresses.ts';

describe('trustedAddresses', () => {
  const trusts = trustedAddresses(['192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1']);

  it.each(['192.0.2.1', '10.255.0.1', '2001:db8:ffff::1', '::1'])('has %s', (address) => {
    expect(trusts(address)).toBe(true);
  });

  it.each(['192.0.2.2', '11.0.0.1', '2001:db9::1', '::2', '', 'nonsense'])('has not %j', (address) => {
    expect(trusts(address)).toBe(false);
  });

  it('has unix sockets when they are named', () => {
    expect(trustedAddresses(['unix'])('')).toBe(true);
  });

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.0/-1',
    '1.2.3.4:80',
  ])('refuses %j', (entry) => {
    expect(() => trustedAddresses([entry])).toThrow(TypeError);
  });

  it('has everybody when all networks are named', () => {
    expect(trustedAddresses(['0.0.0.0/0'])('203.0.113.9')).toBe(true);
  });
});
