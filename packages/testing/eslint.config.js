import base from '../../eslint.base.js';

export default [
  ...base,
  // The cases are full of applications, which are asynchronous whether or not they wait for something.
  { files: ['src/conformance/cases/*.ts'], rules: { '@typescript-eslint/require-await': 'off' } },
];
