import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../vitest.base.ts';

/** What every area runs with. One file at a time, since they share what a global setup has started. */
const config: ViteUserConfig = mergeConfig(base, { test: { include: ['**/*.test.ts'], fileParallelism: false } });

export default config;
