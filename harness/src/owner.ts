/**
 * Who ends what a test has opened: `onTestFinished` for the test alone, `afterAll` for its suite. What was opened last
 * ends first, so a folder outlives the processes that write to it. `afterAll` owns what is opened while tests are
 * collected; what a hook opens is owned by `createOwner`, whose `end` another hook calls.
 */
export type Owner = (end: () => void | Promise<void>) => void;

/** An owner for what is opened in one hook and ended in another, or outside of tests. */
export function createOwner(): { readonly owner: Owner; readonly end: () => Promise<void> } {
  const endings: (() => void | Promise<void>)[] = [];
  return {
    owner: (end) => void endings.push(end),
    end: () => endAll(endings.splice(0).reverse()),
  };
}

/** Each in its turn, whatever becomes of the others. @throws what one of them has thrown, or all that several have */
async function endAll(endings: readonly (() => void | Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'Several could not be ended');
}

/**
 * The end of a global setup of vitest, which by itself would take an error of it for a success.
 * @param end ends what the setup has started
 */
export function tearDown(end: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await end();
    } catch (error) {
      process.exitCode = 1;
      throw error;
    }
  };
}
