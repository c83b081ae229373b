import { oneOf, runCommand, wholeNumber } from '../../tools/command-line.ts';
import { progressBar } from '../../tools/progress-bar.ts';
import { DEFECTS, nodeArgsFor } from './defects.ts';
import { type FolderPlayed, playFolder } from './run.ts';
import { PHASES, type Phase } from './schedule.ts';

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

Exit 0: nothing was lost or doubled. Exit 1: something was. Exit 2: it was called wrongly.
`;

const OPTIONS = {
  rounds: { type: 'string', default: '20' },
  folder: { type: 'string', default: '10' },
  seed: { type: 'string', default: '1' },
  phase: { type: 'string' },
  defect: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Chosen = {
  readonly rounds: number;
  readonly folderRounds: number;
  readonly seed: number;
  readonly phase: Phase | undefined;
  readonly defect: string | undefined;
  readonly json: boolean;
};

await runCommand({ name: 'crash', help: HELP, options: OPTIONS }, async (values) => {
  const { phase, defect, json } = values;
  await playAll({
    rounds: wholeNumber('--rounds', values.rounds, 1),
    folderRounds: wholeNumber('--folder', values.folder, 1),
    seed: wholeNumber('--seed', values.seed),
    phase: phase === undefined ? undefined : oneOf('--phase', phase, PHASES),
    defect: defect === undefined ? undefined : oneOf('--defect', defect, [...DEFECTS.keys()]),
    json,
  });
});

async function playAll(chosen: Chosen): Promise<void> {
  const { rounds, folderRounds, seed, phase, defect } = chosen;
  const began = performance.now();
  const bar = progressBar(rounds, 'kills');
  let done = 0;
  const played: FolderPlayed[] = [];
  for (let firstRound = 0; firstRound < rounds; firstRound += folderRounds) {
    const folder = await playFolder({
      ...{ seed, firstRound, phase },
      rounds: Math.min(folderRounds, rounds - firstRound),
      nodeArgs: nodeArgsFor(defect),
      onRound: () => {
        done += 1;
        bar.show(done);
      },
    });
    played.push(folder);
    if (folder.faults.length > 0) break;
  }
  bar.stop();
  report(played, chosen, (performance.now() - began) / 1_000);
}

function report(played: readonly FolderPlayed[], chosen: Chosen, seconds: number): void {
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
  if (chosen.json) {
    console.log(
      JSON.stringify({ seed: chosen.seed, ...figures, faults: failed?.faults ?? [] }, undefined, 2),
    );
  } else print(figures, failed, chosen);
  if (failed) process.exitCode = 1;
}

/** Starts that were let go to their end. */
function starts({ kills }: FolderPlayed): number {
  return PHASES.reduce((sum, one) => sum + (one === 'start-up' ? 0 : kills[one]), 0);
}

function print(
  figures: Readonly<Record<string, number | Readonly<Record<string, number>>>>,
  failed: FolderPlayed | undefined,
  chosen: Chosen,
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
  console.log(
    `\nits data folder: ${failed.dataDir}\nagain: npm run crash -- ${again(Number(rounds), chosen)}`,
  );
}

function again(rounds: number, { folderRounds, seed, phase, defect }: Chosen): string {
  const only = [phase && `--phase ${phase}`, defect && `--defect ${defect}`].filter(Boolean);
  return [`--rounds ${rounds} --folder ${folderRounds} --seed ${seed}`, ...only].join(' ');
}
