import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

/** The command, and the programs that it starts: they find each other as neighbours. */
const options: Options = {
  ...base,
  entry: [
    'src/index.ts',
    'src/bin.ts',
    'src/serve/worker.ts',
    'src/dev/dev-worker.ts',
    'src/dev/module-hook.ts',
    'src/listening-thread.ts',
  ].reduce<Record<string, string>>((entries, file) => {
    entries[file.replace(/^.*\//, '').replace('.ts', '')] = file;
    return entries;
  }, {}),
  dts: { entry: { index: 'src/index.ts' }, compilerOptions: { customConditions: [], noEmit: false } },
};

export default options;
