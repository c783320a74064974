// @ts-check
/** How changesets become entries of a changelog. The command `changeset version` can only load CommonJS. */

/** @type {import('@changesets/types').ChangelogFunctions} */
const changelog = {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replaceAll('\n', '\n  ').replaceAll(/^ +$/gm, '')}`,
  // All packages are first released together, so their dependencies on each other are not news.
  getDependencyReleaseLine: async (_changesets, dependencies) => {
    const news = dependencies.filter(({ newVersion }) => newVersion !== '0.1.0');
    if (news.length === 0) return '';
    return `- Requires ${news.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}.`;
  },
};

module.exports = changelog;
