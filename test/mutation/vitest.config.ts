import { defineConfig } from 'vitest/config';
import { QuickFirst } from './quick-first.ts';
import { PARTS } from './scope.ts';

const { MUTATION_TESTS = PARTS.flatMap(({ tests }) => tests).join(' ') } = process.env;
const TESTS = [...new Set(MUTATION_TESTS.split(' '))];

/** The tests that may be asked to notice a mutant: without network, and storage for its own alone. `QuickFirst` chooses among them. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: TESTS,
    isolate: false,
    runner: 'test/mutation/stopping-runner.ts',
    setupFiles: ['test/mutation/seed.ts'],
    env: { JUDGE_RUNS: '100' },
    testTimeout: 60_000,
    sequence: { sequencer: QuickFirst },
  },
});
