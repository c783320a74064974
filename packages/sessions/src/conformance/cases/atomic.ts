/** Changes at the same time lose nothing of each other. */
import { deepEqual, equal } from 'node:assert/strict';
import { begin, change, countUp, names, newStoredId, valuesOf } from '../records.ts';
import type { StoreCase } from '../store-case.ts';

export const atomicCases: readonly StoreCase[] = [
  {
    needs: ['atomic'],
    text: 'keeps 200 changes that come at the same time',
    run: async ({ store }) => {
      const id = await begin(store, { gone: '1' });
      const keys = names('key', 200);
      const changes = keys.map((key) => store.change(id, change({ set: { [key]: '1' }, delete: ['gone'] })));
      deepEqual(new Set(await Promise.all(changes)), new Set(['saved']));
      deepEqual(await valuesOf(store, id), Object.fromEntries(keys.map((key) => [key, '1'])));
    },
  },
  {
    needs: ['atomic'],
    text: 'lets one of those win that expect the same',
    run: async ({ store }) => {
      const id = await begin(store, { n: '0' });
      const results = names('', 20).map((name) =>
        store.change(id, change({ set: { n: `"${name}"` }, expect: { key: 'n', text: '0' } })),
      );
      equal((await Promise.all(results)).filter((result) => result === 'saved').length, 1);
    },
  },
  {
    needs: ['atomic'],
    text: 'loses no count of those that expect what they have read',
    run: async ({ store }) => {
      const id = await begin(store, {});
      const counts = async (): Promise<void> => {
        for (let count = 0; count < 10; count++) await countUp(store, id, 'n');
      };
      await Promise.all([counts(), counts(), counts(), counts()]);
      deepEqual(await valuesOf(store, id), { n: '40' });
    },
  },
  {
    needs: ['atomic'],
    text: 'moves a session once',
    run: async ({ store }) => {
      const id = await begin(store, { n: '1' });
      const ids = names('', 10).map(newStoredId);
      const results = await Promise.all(ids.map((moveTo) => store.change(id, change({ moveTo }))));
      equal(results.filter((result) => result === 'saved').length, 1);
      const found = await Promise.all(ids.map((moved) => valuesOf(store, moved)));
      deepEqual(
        found.filter((values) => values !== undefined),
        [{ n: '1' }],
      );
    },
  },
];
