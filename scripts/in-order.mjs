// @ts-check
/** @typedef {Pick<import('./workspaces.mjs').Workspace, 'name' | 'manifest'>} Package */

/**
 * Sorts packages so that each follows those that it depends on: nobody can install one whose dependencies are not
 * published yet.
 * @template {Package} P @param {readonly P[]} packages @returns {readonly P[]}
 */
export function inOrder(packages) {
  /** @type {Set<P>} */
  const ordered = new Set();
  /** @type {Set<P>} */
  const begun = new Set();
  const add = (/** @type {P} */ one) => {
    // Packages that depend on each other have no order.
    if (begun.has(one)) return;
    begun.add(one);
    const needed = Object.keys({ ...one.manifest.dependencies, ...one.manifest.peerDependencies });
    for (const other of packages) if (needed.includes(other.name)) add(other);
    ordered.add(one);
  };
  packages.forEach(add);
  return [...ordered];
}
