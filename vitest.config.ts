import { configDefaults, defineConfig } from 'vitest/config';

/** Read by .ci/run, which ends with the counts. */
const COUNTS_FILE = 'dist/test-results.json';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/deploy/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: COUNTS_FILE }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'infra/local/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'shared/{clinical,hl7,chart}/**/*.ts': { branches: 100 },
      },
    },
  },
});
