import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What every package's suite runs with: sources instead of builds, type tests, and a report that `npm test` sums up. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@tsgi/source', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['@tsgi/source', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts', 'test/**/*.test-d.ts'], ignoreSourceErrors: true },
    reporters: ['default', 'json'],
    outputFile: { json: '.results/vitest.json' },
    // Long enough for the compiler on a busy machine; nothing here is measured by the clock.
    testTimeout: 180_000,
    hookTimeout: 180_000,
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
