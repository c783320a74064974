import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../vitest.base.ts';

const config: ViteUserConfig = mergeConfig(base, { test: { globalSetup: ['../../harness/src/databases.ts'] } });

export default config;
