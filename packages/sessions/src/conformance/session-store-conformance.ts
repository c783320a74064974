/** The contract of a store of sessions, as a suite that any test runner runs and every store has to pass. */
import { deepEqual } from 'node:assert/strict';
import type { StoreGuarantees } from '../session-store.ts';
import { atomicCases } from './cases/atomic.ts';
import { basicCases } from './cases/basic.ts';
import { changeCases } from './cases/change.ts';
import { endingCases } from './cases/ending.ts';
import { sharedCases } from './cases/shared.ts';
import type { StoreCase } from './store-case.ts';
import { type OpenedStore, type OpenStore, placeOf } from './store-place.ts';

/** Registers one test: `it` and `test` of the usual runners are such functions. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

/** How the suite is run. */
export interface SessionStoreConformanceOptions {
  /**
   * How long one case may take before it has failed, in milliseconds.
   * @default 30_000
   */
  readonly deadline?: number;
}

/**
 * Registers one test for everything that a store of sessions has to do, and for what it has to do by the guarantees it
 * gives: `atomic: keeps 200 changes that come at the same time`.
 * @param guarantees what the store has to declare; what it does not promise is not asked of it
 */
export function sessionStoreConformance(
  test: TestFunction,
  guarantees: StoreGuarantees,
  open: OpenStore,
  { deadline = 30_000 }: SessionStoreConformanceOptions = {},
): void {
  const declares: StoreCase = {
    needs: [],
    text: 'declares the guarantees that it is tested for',
    run: async ({ store }) => Promise.resolve(deepEqual({ ...store.guarantees }, { ...guarantees })),
  };
  for (const one of [declares, ...basicCases, ...changeCases, ...endingCases, ...atomicCases, ...sharedCases]) {
    if (!one.needs.every((guarantee) => guarantees[guarantee])) continue;
    const group = one.needs.length === 0 ? 'any' : one.needs.join(', ');
    test(`${group}: ${one.text}`, () => runCase(one, open, deadline));
  }
}

async function runCase(one: StoreCase, open: OpenStore, deadline: number): Promise<void> {
  let opened: OpenedStore | undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${deadline} ms`)), deadline);
  });
  const run = async (): Promise<void> => {
    opened = await open();
    await one.run(placeOf(opened));
  };
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
    await opened?.close?.();
  }
}
