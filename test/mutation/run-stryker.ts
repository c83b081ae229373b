import { Stryker } from '@stryker-mutator/core';
import { type Mutant, mutantOf } from './mutant.ts';
import { testsFor } from './scope.ts';

type Options = {
  readonly concurrency: number;
  readonly reporters: readonly string[];
};

/** Mutates these files one change at a time and runs the tests that reach each change. */
export async function runStryker(
  files: readonly string[],
  { concurrency, reporters }: Options,
): Promise<readonly Mutant[]> {
  // Read by the configuration of the tests, in a process of its own: to load none that nobody asks saves half of the time.
  process.env.MUTATION_TESTS = files.flatMap(testsFor).join(' ');
  const results = await new Stryker({
    configFile: 'test/mutation/stryker.config.json',
    mutate: [...files],
    concurrency,
    reporters: [...reporters],
  }).runMutationTest();
  return results.map((result) => mutantOf(result, process.cwd()));
}
