import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { VitestReporter } from './scripts/vitest-report.mjs';

/** The suites of all workspaces in one run, which `npm test` sums up. */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'harness', 'scripts'],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', new VitestReporter()],
  },
});

export default config;
