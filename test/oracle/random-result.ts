import type { Measured, Result, ResultStatus } from '../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Random } from '../../tools/day/random.ts';

/** One version of a result on its way, with when it is received. */
export type Sent = { readonly result: Result; readonly receivedAt: EpochMs };

/** What all versions of a result have in common. */
export type Unversioned = Pick<
  Result,
  'key' | 'analyte' | 'order' | 'specimen' | 'collectedAt' | 'upperLimit' | 'lowerLimit'
>;

/** The statuses that a result goes through; most are final at once. */
const LIVES: readonly [readonly ResultStatus[], ...(readonly ResultStatus[])[]] = [
  ['F'],
  ['F'],
  ['F'],
  ['F'],
  ['F'],
  ['F'],
  ['C'],
  ['P'],
  ['P', 'F'],
  ['P', 'F'],
  ['P', 'P'],
  ['R', 'S', 'F'],
  ['P', 'U'],
  ['U'],
  ['F', 'C'],
  ['F', 'C'],
  ['F', 'C', 'C'],
  ['F', 'P'],
  ['F', 'W'],
  ['F', 'D', 'F'],
  ['F', 'W', 'C'],
  ['F', 'X'],
  ['P', 'X', 'P'],
  ['W', 'F'],
];

function randomLabFlags(random: Random): string[] {
  return random.chance(0.88) ? [] : [random.pick(['H', 'HH', 'AA', 'A', 'LL', 'L'])];
}

function hasNoValue(random: Random, status: ResultStatus): boolean {
  return 'WDX'.includes(status) || random.chance(status === 'U' ? 0.7 : 0.03);
}

/** When a version was reported, sent and received. */
type Times = { reportedAt: number; sentAt: number; receivedAt: number };

function version(
  random: Random,
  draft: Unversioned,
  status: ResultStatus,
  value: Measured,
  times: Times,
): Sent {
  const result: Result = {
    ...draft,
    loinc: '17861-6',
    status,
    reportedAt: epochMs(times.reportedAt),
    sentAt: epochMs(times.sentAt),
    ...(hasNoValue(random, status) ? {} : { value }),
    ...('WDX'.includes(status) && random.chance(0.3) && { collectedAt: epochMs(times.reportedAt) }),
    labFlags: draft.analyte === 'albumin' ? [] : randomLabFlags(random),
    flags: random.chance(0.05) ? ['DEFAULT_LIMIT'] : [],
    asSent: { value: '', unit: '', range: '', name: '' },
  };
  const overtaken = random.pick([0, 0, 0, 90 * MINUTE_MS]);
  return { result, receivedAt: epochMs(times.receivedAt - overtaken) };
}

/** The versions of a result's life: often the same value, now and then none, some overtaking each other. */
export function randomVersions(
  random: Random,
  draft: Unversioned,
  valueNow: () => Measured,
  delay: number,
  isMostlyFinal: boolean,
): readonly Sent[] {
  let value = valueNow();
  let receivedAt = draft.collectedAt + delay;
  let reportedAt = draft.collectedAt + 10 * MINUTE_MS;
  const life = isMostlyFinal && random.chance(0.85) ? LIVES[0] : random.pick(LIVES);
  return life.map((status, index) => {
    const sentAt = reportedAt + random.pick([0, 0, index, -index]);
    const sent = version(random, draft, status, value, { reportedAt, sentAt, receivedAt });
    if (random.chance(0.6)) value = valueNow();
    receivedAt += random.pick([1, HOUR_MS, 5 * HOUR_MS, 2 * DAY_MS, 8 * DAY_MS]);
    reportedAt += random.pick([0, 0, 1, HOUR_MS, HOUR_MS, -1]);
    return sent;
  });
}
