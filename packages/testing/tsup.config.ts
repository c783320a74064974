import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

const options: Options = {
  ...base,
  entry: {
    index: 'src/index.ts',
    'conformance/index': 'src/conformance/index.ts',
    'transparency/index': 'src/transparency/index.ts',
  },
};

export default options;
