/** A change is of keys, and may depend on one of them. */
import { deepEqual, equal } from 'node:assert/strict';
import { begin, change, HOUR, newStoredId, record, valuesOf } from '../records.ts';
import type { StoreCase } from '../store-case.ts';

export const changeCases: readonly StoreCase[] = [
  {
    needs: [],
    text: 'changes the keys it is given and no other',
    run: async ({ store }) => {
      const id = await begin(store, { a: '1', b: '2', c: '3' });
      equal(await store.change(id, change({ set: { a: '9', d: '4' }, delete: ['b', 'none'] })), 'saved');
      deepEqual(await valuesOf(store, id), { a: '9', c: '3', d: '4' });
    },
  },
  {
    needs: [],
    text: 'clears what is there before it sets',
    run: async ({ store }) => {
      const id = await begin(store, { a: '1', b: '2' });
      equal(await store.change(id, change({ set: { b: '3' }, clear: true })), 'saved');
      deepEqual(await valuesOf(store, id), { b: '3' });
      equal(await store.change(id, change({ clear: true })), 'saved');
      deepEqual(await valuesOf(store, id), {});
    },
  },
  {
    needs: [],
    text: 'moves the time of expiry, and never that of creation',
    run: async ({ store }) => {
      const id = newStoredId();
      const session = record({ n: '1' });
      await store.create(id, session);
      const expiresAt = session.expiresAt + HOUR;
      for (const clear of [false, true]) {
        equal(await store.change(id, change({ set: { n: '1' }, clear, expiresAt })), 'saved');
        deepEqual(await store.load(id), { ...session, expiresAt });
      }
    },
  },
  {
    needs: [],
    text: 'keeps the time of expiry where a change names none',
    run: async ({ store }) => {
      const id = newStoredId();
      const moveTo = newStoredId();
      const session = record({ n: '1' });
      await store.create(id, session);
      const { expiresAt: _, ...plain } = change({ set: { n: '2' } });
      equal(await store.change(id, plain), 'saved');
      equal(await store.change(id, { ...plain, clear: true }), 'saved');
      equal(await store.change(id, { ...plain, expect: { key: 'n', text: '2' } }), 'saved');
      deepEqual(await store.load(id), { ...session, values: { n: '2' } });
      equal(await store.change(id, { ...plain, clear: true, moveTo }), 'saved');
      deepEqual(await store.load(moveTo), { ...session, values: { n: '2' } });
    },
  },
  {
    needs: [],
    text: 'changes nothing when another text, or none, is there than was expected',
    run: async ({ store }) => {
      const id = await begin(store, { n: '1' });
      const moveTo = newStoredId();
      for (const [key, text] of [
        ['n', '0'],
        ['n', undefined],
        ['m', '1'],
        ['constructor', '1'],
      ] as const) {
        const wanted = change({ set: { n: '2' }, delete: ['m'], clear: true, expect: { key, text }, moveTo });
        equal(await store.change(id, wanted), 'conflict');
      }
      deepEqual(await valuesOf(store, id), { n: '1' });
      equal(await store.load(moveTo), undefined);
    },
  },
  {
    needs: [],
    text: 'makes a change whose expectation holds',
    run: async ({ store }) => {
      const id = await begin(store, { n: '"1"' });
      const first = change({ set: { n: '"2"' }, expect: { key: 'n', text: '"1"' } });
      equal(await store.change(id, first), 'saved');
      equal(await store.change(id, first), 'conflict');
      equal(await store.change(id, change({ set: { m: '1' }, expect: { key: 'm', text: undefined } })), 'saved');
      equal(await store.change(id, change({ delete: ['n'], expect: { key: 'n', text: '"2"' } })), 'saved');
      deepEqual(await valuesOf(store, id), { m: '1' });
    },
  },
];
