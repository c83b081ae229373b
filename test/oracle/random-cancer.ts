import type { Diagnosis, Registration } from '../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from '../../shared/clinical/instant.ts';
import type { ChartedFact } from '../../shared/clinical/verdict.ts';
import type { Random } from '../../tools/day/random.ts';
import { ICD10_CODES, SNOMED_CODES } from './cancer-codes.ts';
import { randomSpan } from './random-span.ts';

type Told = Partial<Pick<ChartedFact, 'registration' | 'diagnoses' | 'birthDate'>> & {
  readonly receivedAt: EpochMs;
};

const BIRTH_DATES: readonly [string, ...string[]] = ['2008-02-20', '2012-05-05', '1960-01-01', '1960', ''];

function registration(random: Random, receivedAt: EpochMs, birthDate: string | undefined): Told {
  const row: Registration = {
    source: 'registry',
    icd10: random.chance(0.1) ? random.pick(['', 'breast']) : random.pick(ICD10_CODES).code,
    status: random.pick(['by-code', 'by-code', 'active', 'history']),
    loadedAt: receivedAt,
    ...(birthDate === undefined ? {} : { birthDate }),
  };
  return { receivedAt, registration: row };
}

function diagnosis(random: Random, receivedAt: EpochMs): Told {
  const isSnomed = random.chance(0.3);
  const { shown: code } = isSnomed ? random.pick(SNOMED_CODES) : random.pick(ICD10_CODES);
  const statement: Diagnosis = {
    key: random.chance(0.6) ? code : 'D1',
    system: isSnomed ? 'snomed-ct' : 'icd-10',
    code,
    type: random.pick(['A', 'W', 'F', 'F']),
    removed: random.chance(0.15),
    sentAt: epochMs(receivedAt - random.pick([0, 0, 0, HOUR_MS, 3 * DAY_MS])),
    ...(random.chance(0.3) ? { diagnosedAt: epochMs(receivedAt - randomSpan(random)) } : {}),
  };
  const birthDate = random.chance(0.1) ? random.pick(BIRTH_DATES) : undefined;
  return { receivedAt, diagnoses: [statement], ...(birthDate === undefined ? {} : { birthDate }) };
}

/** Long before everything, or at a span after some collection or receipt. */
function whenKnown(random: Random, [first, ...others]: readonly [EpochMs, ...EpochMs[]]): EpochMs {
  if (random.chance(0.6)) return epochMs(first - 100 * DAY_MS);
  return epochMs(random.pick([first, ...others]) + randomSpan(random) + random.pick([0, HOUR_MS]));
}

/** What is said of the patient's cancer: mostly one active registration, else any mix of classes, early and late. */
export function randomCancer(random: Random, times: readonly [EpochMs, ...EpochMs[]]): readonly Told[] {
  const birthDate = random.chance(0.1) ? random.pick(BIRTH_DATES) : undefined;
  if (random.chance(0.6)) {
    const receivedAt = random.chance(0.7) ? epochMs(times[0] - 100 * DAY_MS) : whenKnown(random, times);
    const { registration: row } = registration(random, receivedAt, birthDate);
    return row === undefined
      ? []
      : [{ receivedAt, registration: { ...row, icd10: 'C50.9', status: 'active' } }];
  }
  const rows = Array.from({ length: random.whole(0, 2) }, () =>
    registration(random, whenKnown(random, times), birthDate),
  );
  const statements = Array.from({ length: random.whole(0, 3) }, () =>
    diagnosis(random, whenKnown(random, times)),
  );
  return [...rows, ...statements];
}
