import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'functions/*/index.ts',
    'infra/app.ts',
    'infra/local/**/*-worker.ts',
    'tools/*.ts',
    'tools/cli/main.ts',
    'tools/cli/backtest/backtest-worker.ts',
    'test/**/*.test.ts',
    'test/crash/with-defect.ts',
    'test/deploy/run-function.ts',
    'test/e2e/moved-clock.ts',
    'test/infra/run-bundle.ts',
    'test/bench/{bundle,door}-process.ts',
    'test/security/patient-data/search-printed.ts',
    'test/simulation/seed-worker.ts',
    'test/size/hostile.ts',
    'test/soak/report-heap.ts',
    'test/mutation/{vitest.config,seed,stopping-runner}.ts',
  ],
  project: ['{functions,infra,shared,test,tools}/**/*.ts'],
  /** Stryker loads it by name. */
  ignoreDependencies: ['@stryker-mutator/vitest-runner'],
  ignoreBinaries: ['cfn-lint', 'moto_server', 'openssl', 'unshare'],
  ignoreExportsUsedInFile: { type: true, interface: true },
};

export default config;
