import { availableParallelism } from 'node:os';
import { runCommand, wholeNumber } from '../../tools/command-line.ts';
import { readAccepted } from './accepted.ts';
import { evaluate, holds } from './evaluate.ts';
import { mutateFile } from './mutate-file.ts';
import { reportLines } from './report.ts';
import { runStryker } from './run-stryker.ts';
import { filesOf, namesLines, PARTS, partOf, QUICK } from './scope.ts';

const FOLDERS = PARTS.map(({ folder, leastScore }) => `${folder} ${leastScore} %`).join(', ');

const HELP = `Changes the code one small thing at a time and asks whether a test notices. Fails when too few changes of a folder are
noticed by a test or explained in test/mutation/accepted, when no test ran against one that a test reaches, and on an
explanation that is out of date.

Usage: npm run mutation -- [options] [FILE...]

  --files GLOB...  only these files, or lines of one (a.ts:10-20)  (default: all of shared)
  --quick          a few small files, for every build
  --again          also files that were finished with the same code and the same tests
  --concurrency N  how many at a time  (default: one for each processor)
  --help           this text

Exit 0: enough is noticed. Exit 1: it is not. Exit 2: it was called wrongly.

To be noticed or explained: ${FOLDERS}.
Each file that is finished is recorded in reports/mutation/finished, so a run that was broken off goes on there.
Details of the last file: reports/mutation/mutation.html
`;

const OPTIONS = {
  files: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  concurrency: { type: 'string', default: String(availableParallelism()) },
} as const;

const startedAt = performance.now();
const secondsSoFar = () => (performance.now() - startedAt) / 1000;

type How = { readonly concurrency: number; readonly isAgain: boolean };

await runCommand(
  { name: 'mutation', help: HELP, options: OPTIONS, takesFiles: true },
  async ({ files = [], quick, again, concurrency: atOnce }, positionals) => {
    const concurrency = wholeNumber('--concurrency', atOnce, 1);
    const named = [...files, ...positionals];
    const whole = filesOf(named.length > 0 ? named : PARTS.map(({ folder }) => `${folder}/**/*.ts`));
    if (quick) await runAtOnce(QUICK, concurrency);
    else if (named.some(namesLines)) await runAtOnce(named, concurrency);
    else await runFiles(whole, { concurrency, isAgain: again });
  },
);

/** In one go and without a record. */
async function runAtOnce(patterns: readonly string[], concurrency: number): Promise<void> {
  const wholeFiles = !patterns.some(namesLines);
  const reporters = ['progress-append-only', 'json', 'html'];
  const mutants = await runStryker(patterns, { concurrency, reporters });
  const evaluation = evaluate(mutants, readAccepted(process.cwd()), wholeFiles);
  console.log(reportLines(evaluation, secondsSoFar()).join('\n'));
  if (!holds(evaluation)) process.exitCode = 1;
}

async function runFiles(files: readonly string[], how: How): Promise<void> {
  const mutants = [];
  for (const [index, file] of files.entries()) {
    const progress = `[${index + 1}/${files.length}, ${Math.round(secondsSoFar())} s] ${file}`;
    try {
      mutants.push(...(await mutateFile(file, { ...how, progress })));
    } catch (error) {
      console.log(
        `${progress}: not tried, ${error instanceof Error ? error.message : 'for no known reason'}`,
      );
      process.exitCode = 1;
    }
  }
  const accepted = readAccepted(process.cwd());
  for (const { folder, leastScore } of PARTS) {
    const own = mutants.filter(({ file }) => partOf(file)?.folder === folder);
    if (own.length === 0) continue;
    const evaluation = evaluate(own, accepted);
    console.log(`\n${folder}, at least ${leastScore} %`);
    console.log(reportLines(evaluation, secondsSoFar()).join('\n'));
    if (!holds(evaluation, leastScore)) process.exitCode = 1;
  }
}
