import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { wholeFrom } from '../../tools/whole-number.ts';
import { type Base, corpusMessages, generatedMessages, hasCorpus, RARE } from './bases.ts';
import { caseOf, faultsOfCase } from './run-cases.ts';

const HELP = `npm run fuzz -- [--cases N] [--minutes M] [--seed S]

Damages messages of the corpus (../shared/corpus, where it is) and of the generator, byte by byte, field by field and
segment by segment, and holds what the reader makes of them against a plain reading of the same bytes. Case numbers
S, S+1, … (1), N of them (100000) or as many as M minutes allow. Stops at the first that fails.`;

/** Longer messages take the time of many short ones and bring nothing that these do not. */
const MOST_BASE_BYTES = 4_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const cases = wholeFrom(1, values.cases);
const minutes = Number(values.minutes);
const seed = wholeFrom(0, values.seed);
if (values.help) console.log(HELP);
else if (cases === undefined || seed === undefined || !(minutes >= 0)) {
  console.error('fuzz: --cases takes a whole number from 1, --seed one from 0, --minutes a number from 0');
  process.exitCode = 1;
} else fuzz(cases, minutes, seed);

function fuzz(cases: number, minutes: number, seed: number): void {
  const [first, ...others] = [...RARE, ...generatedMessages(), ...corpusMessages()].filter(
    ({ bytes }) => bytes.length <= MOST_BASE_BYTES,
  );
  if (first === undefined) throw new Error('there are no messages to start from');
  const bases: readonly [Base, ...Base[]] = [first, ...others];
  const started = performance.now();
  const until = minutes > 0 ? started + minutes * 60_000 : Number.POSITIVE_INFINITY;
  const most = minutes > 0 ? Number.MAX_SAFE_INTEGER : cases;
  const bar = progressBar(cases);
  let done = 0;
  for (; done < most && performance.now() < until; done += 1) {
    const one = caseOf(seed + done, bases);
    const faults = faultsOfCase(one);
    if (faults.length > 0) {
      bar.stop();
      console.log(`case ${seed + done} (of ${one.base.name}): ${faults.join('; ')}`);
      console.log(`its bytes, base64: ${one.bytes.toString('base64')}`);
      console.log(`again: npm run fuzz -- --cases 1 --seed ${seed + done}`);
      process.exitCode = 1;
      return;
    }
    bar.step(done);
  }
  bar.stop();
  const seconds = (performance.now() - started) / 1000;
  const from = `${bases.length} messages, corpus ${hasCorpus ? 'included' : 'absent'}`;
  console.log(
    `${done} cases from ${seed} hold (${from}) in ${Math.round(seconds)} s: ${Math.round(done / seconds)} a second`,
  );
}

function progressBar(total: number): { readonly step: (done: number) => void; readonly stop: () => void } {
  if (!process.stderr.isTTY) return { step: () => {}, stop: () => {} };
  const bar = new SingleBar({ format: '{bar} {value}/{total} cases, {eta_formatted} to go' });
  bar.start(total, 0);
  return {
    step: (done) => {
      if (done % 500 === 0) bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
