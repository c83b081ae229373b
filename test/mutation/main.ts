import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readAccepted } from './accepted.ts';
import { evaluate, holds } from './evaluate.ts';
import { mutateFile } from './mutate-file.ts';
import { reportLines } from './report.ts';
import { runStryker } from './run-stryker.ts';
import { filesOf, PARTS, partOf, QUICK } from './scope.ts';

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

To be noticed or explained: ${FOLDERS}.
Each file that is finished is recorded in reports/mutation/finished, so a run that was broken off goes on there.
Details of the last file: reports/mutation/mutation.html
`;

/** As in `shared/clinical/grade.ts:10-20`. */
const LINES = /:\d/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});

const concurrency = Number(values.concurrency);
const startedAt = performance.now();
const secondsSoFar = () => (performance.now() - startedAt) / 1000;

/** In one go and without a record. */
async function runAtOnce(patterns: readonly string[]): Promise<void> {
  const wholeFiles = !patterns.some((pattern) => LINES.test(pattern));
  const reporters = ['progress-append-only', 'json', 'html'];
  const mutants = await runStryker(patterns, { concurrency, reporters });
  const evaluation = evaluate(mutants, readAccepted(process.cwd()), wholeFiles);
  console.log(reportLines(evaluation, secondsSoFar()).join('\n'));
  if (!holds(evaluation)) process.exitCode = 1;
}

async function runFiles(files: readonly string[]): Promise<void> {
  const mutants = [];
  for (const [index, file] of files.entries()) {
    const progress = `[${index + 1}/${files.length}, ${Math.round(secondsSoFar())} s] ${file}`;
    try {
      mutants.push(...(await mutateFile(file, { concurrency, isAgain: values.again, progress })));
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

const named = [...values.files, ...positionals];
if (values.help) console.log(HELP);
else if (values.quick) await runAtOnce(QUICK);
else if (named.some((pattern) => LINES.test(pattern))) await runAtOnce(named);
else await runFiles(filesOf(named.length > 0 ? named : PARTS.map(({ folder }) => `${folder}/**/*.ts`)));
