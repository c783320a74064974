import { type BuildOptions, build, type Plugin } from 'esbuild';

/**
 * Bundles programs with the sources of the workspace that they import, so that processes of their own can run them.
 * Imports of other packages stay, so bundles that have any go below the workspace that declares those.
 * @param options esbuild's: the entries, and `outdir` or `outfile`
 */
export async function bundle(options: BuildOptions): Promise<void> {
  await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tsgi/source'],
    plugins: [otherPackages],
    logLevel: 'error',
    ...options,
  });
}

const otherPackages: Plugin = {
  name: 'other packages',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@tsgi/') ? undefined : { path, external: true },
    );
  },
};
