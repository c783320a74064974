import base from '../../tsup.base.ts';

export default { ...base, entry: { index: 'src/index.ts', 'conformance/index': 'src/conformance/index.ts' } };
