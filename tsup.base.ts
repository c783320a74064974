import type { Options } from 'tsup';

/** How every package is built: ESM for Node 20, one declaration file an entry, source maps into the shipped `src`. */
const options: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: { compilerOptions: { customConditions: [], noEmit: false } },
  sourcemap: true,
  clean: true,
};

export default options;
