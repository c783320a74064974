import type { Options } from 'tsup';
import base from '../../tsup.base.ts';

/** Each middleware is an entry of its own. */
const options: Options = {
  ...base,
  entry: [
    'src/index.ts',
    'src/access-log.ts',
    'src/body-limit.ts',
    'src/cascade.ts',
    'src/compress.ts',
    'src/debug-errors.ts',
    'src/error-pages.ts',
    'src/etag.ts',
    'src/health-check.ts',
    'src/method-override.ts',
    'src/metrics.ts',
    'src/mount.ts',
    'src/proxy-headers.ts',
    'src/request-id.ts',
    'src/request-store.ts',
    'src/timeout.ts',
    'src/tracing.ts',
  ],
};

export default options;
