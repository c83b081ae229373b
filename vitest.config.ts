import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
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
