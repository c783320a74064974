/**
 * Registers a function that closes what a test has opened: `onTestFinished` closes it after the test, `afterAll` after
 * the suite. What was opened last is closed first, so a folder is removed after the processes that write to it have
 * stopped. Vitest ignores an `afterAll` that is called in a hook: there, use `createOwner`, and call its `end` in
 * another hook.
 */
export type Owner = (end: () => void | Promise<void>) => void;

/** Creates an owner for what is opened in one hook and closed in another, or outside of tests. */
export function createOwner(): { readonly owner: Owner; readonly end: () => Promise<void> } {
  const endings: (() => void | Promise<void>)[] = [];
  return {
    owner: (end) => void endings.push(end),
    end: () => endAll(endings.splice(0).reverse()),
  };
}

/** Calls each in turn, even after one has failed. @throws its error, or an AggregateError if several have failed */
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
  if (errors.length > 1) throw new AggregateError(errors, 'Several things that a test had opened could not be closed');
}

/**
 * Returns the teardown of a global setup of vitest. Vitest reports success when a teardown fails; this one sets the
 * exit code as well.
 * @param end stops what the setup has started
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
