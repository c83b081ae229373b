import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readAccepted } from './accepted.ts';
import { evaluate, holds } from './evaluate.ts';
import { reportLines } from './report.ts';
import { runStryker } from './run-stryker.ts';
import { QUICK, WHOLE } from './scope.ts';

const HELP = `Changes the clinical core one small thing at a time and asks whether a test notices. Fails on a change that no test
notices and test/mutation/accepted does not explain, that no test reaches, and on an explanation that is out of date.

Usage: npm run mutation -- [options]

  --files GLOB...  only these files, or lines of one (a.ts:10-20)
                   (default: shared/clinical and the judge over a patient's facts)
  --quick          a few small files, for every build
  --concurrency N  how many at a time  (default: one for each processor)
  --help           this text

Details: reports/mutation/mutation.html
`;

/** As in `shared/clinical/grade.ts:10-20`. */
const LINES = /:\d/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});

async function run(files: readonly string[], concurrency: number): Promise<void> {
  const startedAt = performance.now();
  const accepted = readAccepted(process.cwd());
  const wholeFiles = !files.some((file) => LINES.test(file));
  const evaluation = evaluate(await runStryker(files, concurrency), accepted, wholeFiles);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(reportLines(evaluation, seconds).join('\n'));
  if (!holds(evaluation)) process.exitCode = 1;
}

if (values.help) console.log(HELP);
else {
  const named = [...values.files, ...positionals];
  const scope = values.quick ? QUICK : WHOLE;
  await run(named.length > 0 ? named : scope, Number(values.concurrency));
}
