import { describe, expect, it } from 'vitest';
import { inOrder } from '../in-order.mjs';
import { workspaces } from '../workspaces.mjs';

function packageOf(name: string, dependencies: readonly string[] = [], peers: readonly string[] = []) {
  const ranges = (names: readonly string[]) => Object.fromEntries(names.map((one) => [one, '^1.0.0']));
  return {
    name,
    manifest: { name, version: '1.0.0', dependencies: ranges(dependencies), peerDependencies: ranges(peers) },
  };
}

describe('inOrder', () => {
  it.each([
    ['nothing to sort', [packageOf('a'), packageOf('b')], 'a b'],
    ['a chain', [packageOf('a', ['b']), packageOf('b', ['c']), packageOf('c')], 'c b a'],
    ['a peer', [packageOf('a', [], ['b']), packageOf('b')], 'b a'],
    ['packages of others', [packageOf('a', ['react']), packageOf('b')], 'a b'],
    ['a circle', [packageOf('a', ['b']), packageOf('b', ['a']), packageOf('c', ['a'])], 'b a c'],
  ])('sorts %s', (_, packages, expected) => {
    expect(
      inOrder(packages)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(expected);
  });

  it('sorts the packages of this repository, all of them', () => {
    const all = workspaces().filter(({ isPublic }) => isPublic);
    const ordered = inOrder(all).map(({ name }) => name);
    expect([...ordered].sort()).toEqual(all.map(({ name }) => name).sort());
    for (const { name, manifest } of all)
      for (const needed of Object.keys(manifest.dependencies ?? {}).filter((one) => ordered.includes(one)))
        expect(ordered.indexOf(needed)).toBeLessThan(ordered.indexOf(name));
  });
});
