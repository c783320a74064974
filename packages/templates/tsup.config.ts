import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

/**
 * nunjucks goes into the bundle: as a dependency, its optional peer on an old chokidar makes `npm install` complain
 * beside a newer one. One of its modules, written in CommonJS, asks for `events`.
 */
const options: Options = {
  ...base,
  entry: ['src/index.ts', 'src/command.ts'],
  noExternal: ['nunjucks'],
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
};

export default options;
