/**
 * Who ends what a test has opened: `onTestFinished` for the test alone, `afterAll` for its suite. What was opened last
 * ends first, so a folder outlives the processes that write to it.
 */
export type Owner = (end: () => void | Promise<void>) => void;

/** An owner for what is opened in one hook and ended in another, or outside of tests. */
export function createOwner(): { readonly owner: Owner; readonly end: () => Promise<void> } {
  const endings: (() => void | Promise<void>)[] = [];
  return {
    owner: (end) => void endings.push(end),
    end: async () => {
      for (const end of endings.splice(0).reverse()) await end();
    },
  };
}
