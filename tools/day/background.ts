import { type EpochMs, HOUR_MS, MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import { BLOOD_COUNT, type Laboratory, NORTHMOOR, RIVERSIDE, type TestName } from './laboratory.ts';
import { admissionMessage, type Header, type Order, resultMessage } from './messages.ts';
import { type Person, passerBy } from './person.ts';
import type { Random } from './random.ts';
import { type DayMessage, healthyResult } from './tell-story.ts';

type Kind = 'metabolic panel' | 'blood count' | 'single test' | 'admission';

/** One entry for each tenth of an ordinary day's messages. */
const KINDS: readonly [Kind, ...Kind[]] = [
  'metabolic panel',
  'metabolic panel',
  'metabolic panel',
  'metabolic panel',
  'blood count',
  'blood count',
  'blood count',
  'single test',
  'single test',
  'admission',
];

const SINGLE_TESTS: readonly [TestName, ...TestName[]] = ['crp', 'tsh', 'inr', 'hba1c'];

type Icd10 = readonly [code: string, text: string];

const ADMISSION_DIAGNOSES: readonly [Icd10, ...Icd10[]] = [
  ['J18.9', 'Pneumonia, unspecified organism'],
  ['I50.9', 'Heart failure, unspecified'],
  ['S72.0', 'Fracture of neck of femur'],
  ['N39.0', 'Urinary tract infection, site not specified'],
];

/** Most laboratory work is done in the hours after the morning round; the night is never empty. */
function minuteOfDay(random: Random): number {
  return random.chance(0.85) ? Math.round(random.around(11 * 60, 150)) : random.whole(0, 24 * 60 - 1);
}

function testsOf(kind: Kind, laboratory: Laboratory, random: Random): readonly TestName[] {
  switch (kind) {
    case 'metabolic panel':
      return laboratory.metabolicPanel;
    case 'blood count':
      return BLOOD_COUNT;
    default:
      return [random.pick(SINGLE_TESTS)];
  }
}

function orderOf(kind: Kind, header: Header, random: Random): Order {
  const { laboratory, sentAt, controlId } = header;
  return {
    number: controlId,
    panel: [kind.toUpperCase().replaceAll(' ', '-'), kind, laboratory.application],
    collectedAt: plusMs(sentAt, -random.whole(25, 180) * MINUTE_MS),
    reportedAt: sentAt,
    status: 'F',
    results: testsOf(kind, laboratory, random).map((name) => healthyResult(laboratory, name, random)),
  };
}

function ordinaryMessage(header: Header, person: Person, random: Random): string {
  const kind = random.pick(KINDS);
  if (kind === 'admission') {
    return admissionMessage(header, person, 'A01', random.pick(ADMISSION_DIAGNOSES));
  }
  return resultMessage(header, person, orderOf(kind, header, random));
}

/** Ordinary traffic of one day: messages of people with nothing to page about. */
export type OrdinaryTraffic = {
  readonly count: number;
  /** Midnight UTC. */
  readonly dayStart: EpochMs;
  /** MSH-10 of a message by its number from 1. */
  readonly controlIdOf: (number: number) => string;
  readonly whom: (laboratory: Laboratory, random: Random) => Person;
};

/** In no order. */
export function ordinaryMessages(
  { count, dayStart, controlIdOf, whom }: OrdinaryTraffic,
  random: Random,
): readonly DayMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const laboratory = random.chance(0.6) ? RIVERSIDE : NORTHMOOR;
    const shift = laboratory === RIVERSIDE ? 4 * HOUR_MS : 0;
    const at = plusMs(
      dayStart,
      Math.max(0, minuteOfDay(random)) * MINUTE_MS + shift + random.whole(0, 59) * 1000,
    );
    const header = { laboratory, controlId: controlIdOf(index + 1), sentAt: at };
    const person = whom(laboratory, random);
    return { at, feed: laboratory.feed, text: ordinaryMessage(header, person, random) };
  });
}

/** How often somebody of the registry is sent for nothing. */
const REGULARS_SHARE = 0.08;

/** One of these now and then, else somebody whom nobody knows. */
export function regularOr(
  regulars: readonly Person[],
  other: OrdinaryTraffic['whom'],
): OrdinaryTraffic['whom'] {
  const [first, ...others] = regulars;
  return (laboratory, random) =>
    first !== undefined && random.chance(REGULARS_SHARE)
      ? random.pick([first, ...others])
      : other(laboratory, random);
}

/** Ordinary traffic of the bundled day: `count` messages. */
export function backgroundMessages(
  count: number,
  regulars: ReadonlyMap<Laboratory['feed'], readonly Person[]>,
  dayStart: EpochMs,
  random: Random,
): readonly DayMessage[] {
  const whom: OrdinaryTraffic['whom'] = (laboratory, source) =>
    regularOr(regulars.get(laboratory.feed) ?? [], passerBy)(laboratory, source);
  const controlIdOf = (number: number) => `D${String(number).padStart(6, '0')}`;
  return ordinaryMessages({ count, dayStart, controlIdOf, whom }, random);
}
