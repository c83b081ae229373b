import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.ts';

/** The tests that are asked to notice a mutant: those of the pure core, without storage or network. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/unit/clinical/**/*.test.ts',
      'test/unit/chart/{alerted-as-one,groups,judge-chart,link,membership,newest-readings,policy-of-patient,read-again}.test.ts',
    ],
    isolate: false,
    runner: 'test/mutation/stopping-runner.ts',
    setupFiles: ['test/mutation/seed.ts'],
    env: { JUDGE_RUNS: '100' },
    sequence: { sequencer: QuickFirst },
  },
});
