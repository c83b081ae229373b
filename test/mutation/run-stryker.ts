import { Stryker } from '@stryker-mutator/core';
import { type Mutant, mutantOf } from './mutant.ts';

/** Mutates these files one change at a time and runs the tests that reach each change. */
export async function runStryker(files: readonly string[], concurrency: number): Promise<readonly Mutant[]> {
  const results = await new Stryker({
    mutate: [...files],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    ignoreStatic: false,
    concurrency,
    timeoutMS: 20_000,
    reporters: ['progress-append-only', 'json', 'html'],
    ignorePatterns: [
      '**',
      '!{docs,functions,shared}/**',
      '!test/{mutation,simulation,unit,vectors}/**',
      '!*.json',
    ],
    disableTypeChecks: false,
    warnings: false,
    allowEmpty: false,
  }).runMutationTest();
  return results.map((result) => mutantOf(result, process.cwd()));
}
