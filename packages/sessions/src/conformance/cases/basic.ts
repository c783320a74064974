/** A session is what was put into it. */
import { deepEqual, equal } from 'node:assert/strict';
import { begin, change, names, newStoredId, record, valuesOf } from '../records.ts';
import type { StoreCase } from '../store-case.ts';

/** Keys and JSON texts that languages, databases and protocols treat in ways of their own. */
const ODD = {
  '"\'`$.[]{}:*': '"\'`$.[]{}:*"',
  constructor: 'null',
  created: '1',
  'ключ 🔑': '"\\u0000 ü 😀 \\ud800"',
  'a b': '{"__proto__":{"a":1},"b":[]}',
  '0': '1.5e-7',
  expires: '"2"',
  id: 'false',
};

export const basicCases: readonly StoreCase[] = [
  {
    needs: [],
    text: 'gives back what was created, with its times',
    run: async ({ store }) => {
      const id = newStoredId();
      const session = record({ n: '1', list: '["a",{"b":null}]' });
      await store.create(id, session);
      deepEqual(await store.load(id), session);
    },
  },
  {
    needs: [],
    text: 'takes any key and any text',
    run: async ({ store }) => {
      deepEqual(await valuesOf(store, await begin(store, ODD)), ODD);
      const id = await begin(store, {});
      equal(await store.change(id, change({ set: ODD })), 'saved');
      deepEqual(await valuesOf(store, id), ODD);
      equal(await store.change(id, change({ delete: Object.keys(ODD) })), 'saved');
      deepEqual(await valuesOf(store, id), {});
    },
  },
  {
    needs: [],
    text: 'keeps a session of 5,000 keys, and a value of 100 KiB',
    run: async ({ store }) => {
      const many = Object.fromEntries(names('key', 5000).map((key) => [key, '1']));
      const big = { ...many, big: JSON.stringify('x'.repeat(102_400)) };
      const id = await begin(store, big);
      deepEqual(await valuesOf(store, id), big);
      equal(await store.change(id, change({ set: many, delete: names('none', 5000) })), 'saved');
      deepEqual(await valuesOf(store, id), big);
    },
  },
  {
    needs: [],
    text: 'keeps sessions apart',
    run: async ({ store }) => {
      const [one, other] = [await begin(store, { n: '1' }), await begin(store, { n: '2' })];
      await store.change(one, change({ set: { m: '3' } }));
      await store.destroy(one);
      deepEqual(await valuesOf(store, other), { n: '2' });
    },
  },
  {
    needs: [],
    text: 'makes no session by being asked for one',
    run: async ({ store }) => {
      const id = newStoredId();
      equal(await store.load(id), undefined);
      equal(await store.change(id, change({ set: { n: '1' } })), 'gone');
      equal(await store.change(id, change({ clear: true, moveTo: newStoredId() })), 'gone');
      await store.destroy(id);
      equal(await store.load(id), undefined);
    },
  },
];
