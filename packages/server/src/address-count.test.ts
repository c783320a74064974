import { expect, it } from 'vitest';
import { AddressCount } from './address-count.ts';

it('counts each address by itself', () => {
  const count = new AddressCount(2);
  expect([count.add('a'), count.add('a'), count.add('b'), count.add('a')]).toEqual([true, true, true, false]);
  count.remove('a');
  expect([count.add('a'), count.add('a')]).toEqual([true, false]);
});

it('has no limit for clients without an address', () => {
  const count = new AddressCount(0);
  expect([count.add(''), count.add('')]).toEqual([true, true]);
  count.remove('');
  expect(count.add('a')).toBe(false);
});
