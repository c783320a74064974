import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** Most tests run the command in processes of their own, of which the coverage knows nothing. */
const config: ViteUserConfig = mergeConfig(base, { test: { coverage: { thresholds: { branches: 0 } } } });

export default config;
