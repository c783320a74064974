import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

const stores = ['memory', 'cookie', 'file', 'sqlite', 'redis', 'postgres', 'express-session'];

const options: Options = {
  ...base,
  entry: ['src/index.ts', 'src/conformance/index.ts', ...stores.map((store) => `src/${store}.ts`)],
};

export default options;
