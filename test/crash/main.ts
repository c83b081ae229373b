import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { DEFECTS, defectNamed, nodeArgsFor } from './defects.ts';
import { type FolderPlayed, playFolder } from './run.ts';
import { PHASES } from './schedule.ts';

const HELP = `Starts the pipeline of npm start again and again, sends results by MLLP and HTTP at the same time, and ends it by
kill -9 at a moment of the seed. What was not acknowledged is sent again. In the end everything that was acknowledged is
looked for, and every page that is due.

Usage: npm run crash -- [options]

  --rounds N   how often it is killed                    (default 20)
  --folder N   rounds on one data folder, then a new one (default 10)
  --seed S     another schedule                          (default 1)
  --phase P    every kill in one phase: ${PHASES.join(', ')}
  --defect D   with a defect, to see that it is caught: ${[...DEFECTS.keys()].join(', ')}
  --json       what happened, for a program
  --help       this text
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    folder: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    phase: { type: 'string' },
    defect: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const phase = PHASES.find((one) => one === values.phase);
if (values.help) console.log(HELP);
else if (values.defect !== undefined && !defectNamed(values.defect)) {
  refuse(`no defect "${values.defect}": one of ${[...DEFECTS.keys()].join(', ')}`);
} else if (values.phase !== undefined && phase === undefined) {
  refuse(`no phase "${values.phase}": one of ${PHASES.join(', ')}`);
} else if ([values.rounds, values.folder].some((text) => !isCount(text)) || !/^\d{1,9}$/.test(values.seed)) {
  refuse('--rounds and --folder take a whole number from 1, --seed one from 0');
} else await playAll(Number(values.rounds), Number(values.folder), Number(values.seed));

function isCount(text: string): boolean {
  return /^[1-9]\d{0,5}$/.test(text);
}

function refuse(why: string): void {
  console.error(`crash: ${why}`);
  process.exitCode = 1;
}

async function playAll(rounds: number, folderRounds: number, seed: number): Promise<void> {
  const began = performance.now();
  const bar = progressBar(rounds);
  const played: FolderPlayed[] = [];
  for (let firstRound = 0; firstRound < rounds; firstRound += folderRounds) {
    const folder = await playFolder({
      ...{ seed, firstRound, phase },
      rounds: Math.min(folderRounds, rounds - firstRound),
      nodeArgs: nodeArgsFor(values.defect),
      onRound: bar.step,
    });
    played.push(folder);
    if (folder.faults.length > 0) break;
  }
  bar.stop();
  report(played, seed, (performance.now() - began) / 1_000);
}

function report(played: readonly FolderPlayed[], seed: number, seconds: number): void {
  const total = (of: (folder: FolderPlayed) => number) => played.reduce((sum, one) => sum + of(one), 0);
  const kills = Object.fromEntries(PHASES.map((phase) => [phase, total((one) => one.kills[phase])]));
  const [failed] = played.filter(({ faults }) => faults.length > 0);
  const figures = {
    rounds: Object.values(kills).reduce((sum, n) => sum + n, 0),
    folders: played.length,
    kills,
    sent: total(({ sent }) => sent),
    acknowledged: total(({ acknowledged }) => acknowledged),
    received: total(({ received }) => received),
    foundAtAStart: Math.round(total(({ found }) => found) / Math.max(1, total(starts))),
    alerts: total(({ alerts }) => alerts),
    pages: total(({ pages }) => pages),
    repeats: total(({ repeats }) => repeats),
    seconds: Math.round(seconds),
  };
  if (values.json)
    console.log(JSON.stringify({ seed, ...figures, faults: failed?.faults ?? [] }, undefined, 2));
  else print(figures, failed, seed);
  if (failed) process.exitCode = 1;
}

/** Starts that were let go to their end. */
function starts({ kills }: FolderPlayed): number {
  return PHASES.reduce((sum, one) => sum + (one === 'start-up' ? 0 : kills[one]), 0);
}

function print(
  figures: Readonly<Record<string, number | Readonly<Record<string, number>>>>,
  failed: FolderPlayed | undefined,
  seed: number,
): void {
  const {
    rounds,
    folders,
    kills,
    sent,
    acknowledged,
    received,
    foundAtAStart,
    alerts,
    pages,
    repeats,
    seconds,
  } = figures;
  console.log(`${rounds} kills on ${folders} data folders in ${seconds} s: ${Object.entries(kills ?? {})
    .map(([phase, n]) => `${phase} ${n}`)
    .join(', ')}
messages: ${sent} sent, ${acknowledged} acknowledged, ${received} received, a start found ${foundAtAStart} waiting on average
alerts:   ${alerts}, told by ${pages} SMS and e-mails, ${repeats} of them marked REPEAT`);
  if (!failed) {
    console.log('Every acknowledged message is accounted for, and every page that was due.');
    return;
  }
  console.log(`\n${failed.faults.length} faults:\n${failed.faults.slice(0, 40).join('\n')}`);
  console.log(`\nits data folder: ${failed.dataDir}\nagain: npm run crash -- ${again(Number(rounds), seed)}`);
}

function again(rounds: number, seed: number): string {
  const { folder, phase: only, defect } = values;
  const chosen = [only && `--phase ${only}`, defect && `--defect ${defect}`].filter(Boolean);
  return [`--rounds ${rounds} --folder ${folder} --seed ${seed}`, ...chosen].join(' ');
}

function progressBar(total: number) {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} kills, {eta_formatted} to go',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
