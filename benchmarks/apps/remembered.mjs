// @ts-check
/**
 * The contenders without their queries: the first answer of each is remembered, in the models that both stacks share, so
 * that what is left is the stack and the render.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
// Beside the built application: it finds its templates from there.
const polls = here('../../apps/polls/dist/remembered.mjs');
const program = here('../dist/remembered.mjs');

/** @type {import('esbuild').Plugin} */
const remembering = {
  name: 'remembering',
  setup({ onLoad }) {
    onLoad({ filter: /\/apps\/\w+\/src\/models\/(?:polls|articles)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        /export async function (listPolls|listArticles)\b/,
        'let known;\nexport async function $1(...asked) { return (known ??= await ask(...asked)); }\nasync function ask',
      );
      if (contents === source) throw new Error(`${path} has neither listPolls nor listArticles`);
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * Makes them.
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<string>} a program as `contenders.mjs` is
 */
export async function buildRemembered(options) {
  const plugins = [remembering];
  await build({ ...options, plugins, entryPoints: [here('../../apps/polls/src/app.ts')], outfile: polls });
  await build({ ...options, plugins, entryPoints: [here('contenders.mjs')], outfile: program });
  process.env['BENCHMARK_POLLS_APP'] = polls;
  return program;
}
