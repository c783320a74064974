import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { VitestReporter } from './scripts/vitest-report.mjs';

/** What every workspace's suite runs with: sources instead of builds. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@tsgi/source', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['@tsgi/source', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles:
      process.env['TSGI_TEST_RUNS'] === undefined ? [] : [join(import.meta.dirname, 'harness/src/more-runs.ts')],
    reporters: ['default', new VitestReporter()],
    // A net below the deadlines of what tests wait for, which say what that was.
    testTimeout: 120_000 * Number(process.env['TSGI_TEST_RUNS'] ?? 1),
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/**/*.test-d.ts', 'src/index.ts'],
      reporter: ['text', 'lcov'],
      thresholds: { branches: 95 },
    },
  },
});

export default config;
