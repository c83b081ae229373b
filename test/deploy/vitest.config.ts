import { defineConfig } from 'vitest/config';

/** Read by .ci/run, which adds them to those of the other tests. */
const COUNTS_FILE = 'dist/deploy-test-results.json';

/** The tests that deploy: slow, and nothing without an emulator. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/deploy/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: process.env.CI ? ['verbose', ['json', { outputFile: COUNTS_FILE }]] : ['verbose'],
  },
});
