/** What one process does, another one sees. */
import { deepEqual, equal } from 'node:assert/strict';
import { begin, change, countUp, names, newStoredId, valuesOf } from '../records.ts';
import type { StoreCase } from '../store-case.ts';

export const sharedCases: readonly StoreCase[] = [
  {
    needs: ['shared'],
    text: 'has what another process has created, changed and moved',
    run: async ({ store, another }) => {
      const other = await another();
      const id = await begin(store, { a: '1' });
      deepEqual(await other.load(id), await store.load(id));
      equal(await other.change(id, change({ set: { b: '2' } })), 'saved');
      deepEqual(await valuesOf(store, id), { a: '1', b: '2' });
      const moveTo = newStoredId();
      equal(await store.change(id, change({ moveTo })), 'saved');
      deepEqual(await valuesOf(other, moveTo), { a: '1', b: '2' });
    },
  },
  {
    needs: ['shared', 'revocable'],
    text: 'has nothing left of what another process has destroyed or moved',
    run: async ({ store, another }) => {
      const other = await another();
      const [destroyed, moved] = [await begin(store, { n: '1' }), await begin(store, { n: '1' })];
      equal((await other.load(destroyed)) === undefined, false);
      await store.destroy(destroyed);
      await store.change(moved, change({ moveTo: newStoredId() }));
      for (const id of [destroyed, moved]) {
        equal(await other.load(id), undefined);
        equal(await other.change(id, change({ set: { late: '1' } })), 'gone');
      }
    },
  },
  {
    needs: ['atomic', 'shared'],
    text: 'keeps the changes and counts of two processes',
    run: async ({ store, another }) => {
      const stores = [store, await another()];
      const id = await begin(store, {});
      await Promise.all(
        stores.flatMap((one, at) => [
          ...names(`${at}-`, 50).map((key) => one.change(id, change({ set: { [key]: '1' } }))),
          ...names('', 5).map(() => countUp(one, id, 'n')),
        ]),
      );
      const { n, ...keys } = (await valuesOf(store, id)) ?? {};
      equal(n, '10');
      equal(Object.keys(keys).length, 100);
    },
  },
];
