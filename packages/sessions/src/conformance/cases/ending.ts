/** A session that has ended, moved or expired stays away. */
import { deepEqual, equal } from 'node:assert/strict';
import { begin, change, names, newStoredId, record, valuesOf } from '../records.ts';
import type { StoreCase } from '../store-case.ts';

export const endingCases: readonly StoreCase[] = [
  {
    needs: [],
    text: 'has nothing left of a session that was destroyed',
    run: async ({ store }) => {
      const id = await begin(store, { n: '1' });
      await store.destroy(id);
      equal(await store.load(id), undefined);
      equal(await store.change(id, change({ set: { late: '1' } })), 'gone');
      equal(await store.change(id, change({ expect: { key: 'n', text: '1' } })), 'gone');
      await store.destroy(id);
      equal(await store.load(id), undefined);
    },
  },
  {
    needs: [],
    text: 'has a session under its new id alone, with the change that moved it',
    run: async ({ store }) => {
      const id = newStoredId();
      const moveTo = newStoredId();
      const session = record({ a: '1', b: '2' });
      await store.create(id, session);
      const { expiresAt } = session;
      equal(await store.change(id, change({ set: { c: '3' }, delete: ['a'], expiresAt, moveTo })), 'saved');
      deepEqual(await store.load(moveTo), { ...session, values: { b: '2', c: '3' } });
      equal(await store.load(id), undefined);
      equal(await store.change(id, change({ set: { late: '1' } })), 'gone');
      await store.destroy(id);
      equal(await store.change(moveTo, change({ set: { d: '4' }, clear: true })), 'saved');
      deepEqual(await valuesOf(store, moveTo), { d: '4' });
    },
  },
  {
    needs: [],
    text: 'neither gives nor changes a session that has expired',
    run: async ({ store }) => {
      const born = newStoredId();
      await store.create(born, { values: { n: '1' }, createdAt: 1, expiresAt: 2 });
      const grown = await begin(store, { n: '1' });
      equal(await store.change(grown, change({ expiresAt: Date.now() - 1 })), 'saved');
      const moved = newStoredId();
      await store.change(await begin(store, { n: '1' }), change({ expiresAt: Date.now() - 1, moveTo: moved }));
      for (const id of [born, grown, moved]) {
        equal(await store.load(id), undefined);
        equal(await store.change(id, change({ set: { late: '1' } })), 'gone');
        equal(await store.change(id, change({ expect: { key: 'n', text: '1' } })), 'gone');
      }
    },
  },
  {
    needs: ['revocable'],
    text: 'brings no session back by the changes that come while it is destroyed',
    run: async ({ store }) => {
      const id = await begin(store, {});
      const late = (prefix: string): Promise<unknown>[] =>
        names(prefix, 25).map((key) => store.change(id, change({ set: { [key]: '1' } })));
      await Promise.all([...late('before'), store.destroy(id), ...late('after')]);
      equal(await store.load(id), undefined);
    },
  },
  {
    needs: ['revocable'],
    text: 'brings no session back by the changes that come while it moves',
    run: async ({ store }) => {
      const id = await begin(store, {});
      const moveTo = newStoredId();
      const late = (prefix: string): Promise<unknown>[] =>
        names(prefix, 25).map((key) => store.change(id, change({ set: { [key]: '1' } })));
      await Promise.all([...late('before'), store.change(id, change({ moveTo })), ...late('after')]);
      equal(await store.load(id), undefined);
      equal((await store.load(moveTo)) === undefined, false);
    },
  },
];
