import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'functions/*/index.ts',
    'infra/app.ts',
    'infra/local/main.ts',
    'infra/local/**/*-worker.ts',
    'tools/*.ts',
    'test/**/*.test.ts',
    'test/bench/main.ts',
    'test/simulation/main.ts',
    'test/infra/run-bundle.ts',
  ],
  project: ['{functions,infra,shared,test,tools}/**/*.ts'],
  ignoreBinaries: ['openssl'],
  ignoreExportsUsedInFile: { type: true, interface: true },
};

export default config;
