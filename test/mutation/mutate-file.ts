import type { Mutant } from './mutant.ts';
import { readFinished, stateOf, writeFinished } from './record.ts';
import { runStryker } from './run-stryker.ts';

type Options = {
  readonly concurrency: number;
  /** Although it was finished with the same code and tests. */
  readonly isAgain: boolean;
  readonly progress: string;
};

/** The mutants of one file: as recorded when neither it nor its tests have changed, else tried now. */
export async function mutateFile(
  file: string,
  { concurrency, isAgain, progress }: Options,
): Promise<readonly Mutant[]> {
  const root = process.cwd();
  const state = stateOf(root, file);
  const finished = readFinished(root, file);
  if (!isAgain && finished?.state === state) {
    console.log(`${progress}: finished ${finished.finishedAt}`);
    return finished.mutants;
  }
  const mutants = await runStryker([file], { concurrency, reporters: ['html'] });
  writeFinished(root, file, { state, finishedAt: new Date().toISOString(), mutants });
  const left = mutants.filter(({ status }) => status !== 'Killed' && status !== 'Timeout').length;
  console.log(`${progress}: ${mutants.length} mutants, ${left} not noticed`);
  return mutants;
}
