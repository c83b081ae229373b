import { numberAbove0, runCommand, wholeNumber } from '../../tools/command-line.ts';
import { progressBar } from '../../tools/progress-bar.ts';
import { type Base, corpusMessages, generatedMessages, hasCorpus, RARE } from './bases.ts';
import { caseOf, faultsOfCase } from './run-cases.ts';

const HELP = `Damages messages of the corpus (../shared/corpus, where it is) and of the generator, byte by byte, field by field and
segment by segment, and holds what the reader makes of them against a plain reading of the same bytes. Stops at the first
that fails.

Usage: npm run fuzz -- [options]

  --cases N    how many                   (default 100000)
  --minutes M  as many as that time allows instead
  --seed S     the number of the first    (default 1)
  --help       this text

Exit 0: all hold. Exit 1: one does not. Exit 2: it was called wrongly.
`;

/** Longer messages take the time of many short ones and bring nothing that these do not. */
const MOST_BASE_BYTES = 4_000;

/** So many cases, then the bar may be drawn again. */
const CASES_A_STEP = 500;

const OPTIONS = {
  cases: { type: 'string', default: '100000' },
  minutes: { type: 'string' },
  seed: { type: 'string', default: '1' },
} as const;

/** How many, or how long. */
type Extent = { readonly cases: number } | { readonly minutes: number };

await runCommand({ name: 'fuzz', help: HELP, options: OPTIONS }, ({ cases, minutes, seed }) =>
  fuzz(
    minutes === undefined
      ? { cases: wholeNumber('--cases', cases, 1) }
      : { minutes: numberAbove0('--minutes', minutes) },
    wholeNumber('--seed', seed),
  ),
);

function fuzz(extent: Extent, seed: number): void {
  const bases = basesToDamage();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;
  const progress = progressOf(extent, seconds);
  let done = 0;
  for (; progress.goesOn(done); done += 1) {
    const one = caseOf(seed + done, bases);
    const faults = faultsOfCase(one);
    if (faults.length > 0) {
      progress.stop();
      console.log(`case ${seed + done} (of ${one.base.name}): ${faults.join('; ')}`);
      console.log(`its bytes, base64: ${one.bytes.toString('base64')}`);
      console.log(`again: npm run fuzz -- --cases 1 --seed ${seed + done}`);
      process.exitCode = 1;
      return;
    }
  }
  progress.stop();
  const from = `${bases.length} messages, corpus ${hasCorpus ? 'included' : 'absent'}`;
  const took = seconds();
  console.log(
    `${done} cases from ${seed} hold (${from}) in ${Math.round(took)} s: ${Math.round(done / took)} a second`,
  );
}

function basesToDamage(): readonly [Base, ...Base[]] {
  const [first, ...others] = [...RARE, ...generatedMessages(), ...corpusMessages()].filter(
    ({ bytes }) => bytes.length <= MOST_BASE_BYTES,
  );
  if (first === undefined) throw new Error('there are no messages to start from');
  return [first, ...others];
}

/** Whether another case is to be played, and how far it has come: shown now and then. */
function progressOf(extent: Extent, seconds: () => number) {
  const [total, what] =
    'cases' in extent ? [extent.cases, 'cases'] : [Math.ceil(extent.minutes * 60), 'seconds'];
  const bar = progressBar(total, what);
  return {
    goesOn: (cases: number): boolean => {
      const done = 'cases' in extent ? cases : seconds();
      if (cases % CASES_A_STEP === 0) bar.show(Math.floor(done));
      return 'cases' in extent ? done < extent.cases : done < extent.minutes * 60;
    },
    stop: () => bar.stop(),
  };
}
