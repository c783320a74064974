import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

/** Each middleware is an entry of its own. */
const options: Options = {
  ...base,
  entry: [
    'src/index.ts',
    'src/allowed-hosts.ts',
    'src/basic-auth.ts',
    'src/bearer-auth.ts',
    'src/cors.ts',
    'src/csrf.ts',
    'src/https-only.ts',
    'src/rate-limit.ts',
    'src/security-headers.ts',
  ],
};

export default options;
