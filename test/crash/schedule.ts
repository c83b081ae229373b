import type { EpochMs } from '../../shared/clinical/instant.ts';
import { RIVERSIDE } from '../../tools/day/laboratory.ts';
import { createRandom, type Random } from '../../tools/day/random.ts';
import { type Course, coursesOf } from './courses.ts';
import { BIRTH_DATE, type ScriptedMessage, unwatchedMessage } from './messages.ts';

/** What the process is doing when it is killed. */
export const PHASES = ['start-up', 'recovery', 'load', 'page', 'sweep', 'shutdown'] as const;
export type Phase = (typeof PHASES)[number];

/** When the process is killed, counted from events and not by the clock where there are any. */
export type Kill = {
  readonly phase: Phase;
  /** Of what a start takes, or of the messages that wait to be sent: so many are acknowledged first. */
  readonly share: number;
  /** After that. */
  readonly afterMs: number;
};

export type Round = {
  readonly kill: Kill;
  /** What each lane has to send in this round, after what it could not send before. */
  readonly lanes: readonly (readonly ScriptedMessage[])[];
};

/** All that happens to one data folder. */
export type Script = { readonly courses: readonly Course[]; readonly rounds: readonly Round[] };

/** Lanes send at the same time, each its messages in order; the last two by HTTP. */
export const LANES = ['mllp', 'mllp', 'mllp', 'http', 'http'] as const;

const PHASE_OF_TENTHS: readonly [Phase, ...Phase[]] = [
  'load',
  'load',
  'load',
  'page',
  'page',
  'sweep',
  'shutdown',
  'recovery',
  'start-up',
  'start-up',
];

/** Longest pause between the event and the kill. */
const LONGEST_MS: Readonly<Record<Phase, number>> = {
  'start-up': 0,
  recovery: 400,
  load: 0,
  page: 80,
  sweep: 150,
  shutdown: 200,
};

const FILLERS_A_ROUND = 30;
const COPIES = 0.2;

/** Which script: the same numbers give the same one, but for the times in its messages. */
export type ScriptNumbers = {
  readonly seed: number;
  readonly firstRound: number;
  readonly rounds: number;
  /** Where all kills are to be; in any phase when left out. */
  readonly phase?: Phase | undefined;
};

export function scriptOf({ seed, firstRound, rounds, phase }: ScriptNumbers, now: EpochMs): Script {
  const numbers = Array.from({ length: rounds }, (_, index) => firstRound + index);
  const courses = numbers.map((round) => coursesOf(round, now));
  return {
    courses: courses.flat(),
    rounds: numbers.map((round, index) =>
      roundOf(createRandom(seed * 1_000_003 + round), phase, round, courses[index] ?? [], now),
    ),
  };
}

function roundOf(
  random: Random,
  only: Phase | undefined,
  round: number,
  courses: readonly Course[],
  now: EpochMs,
): Round {
  const lanes = LANES.map((): ScriptedMessage[] => []);
  const laneFor = () => lanes[random.whole(0, LANES.length - 1)] ?? [];
  for (const { messages } of shuffled(courses, random)) {
    laneFor().push(...messages);
    laneFor().push(...messages.filter(() => random.chance(COPIES)));
  }
  for (let filler = 0; filler < FILLERS_A_ROUND; filler += 1) {
    const sender = { laboratory: RIVERSIDE, id: `CRF${round}`, now };
    laneFor().push(unwatchedMessage(sender, filler));
  }
  return { kill: killOf(random, only), lanes };
}

function killOf(random: Random, only: Phase | undefined): Kill {
  const any = random.pick(PHASE_OF_TENTHS);
  const phase = only ?? any;
  return { phase, share: random.whole(0, 100) / 100, afterMs: random.whole(0, LONGEST_MS[phase]) };
}

function shuffled<T>(all: readonly T[], random: Random): readonly T[] {
  return all
    .map((one) => ({ one, place: random.whole(0, 1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** The registry of everybody whom it knows. */
export function registryOf(courses: readonly Course[]): string {
  const rows = courses
    .filter(({ registered }) => registered)
    .map(
      ({ authority, patients, team }) => `${authority},${patients[0]},${BIRTH_DATE},C34.1,active,,${team}`,
    );
  return ['assigning_authority,patient_id,birth_date,icd10,status,diagnosed_on,team', ...rows, ''].join('\n');
}
