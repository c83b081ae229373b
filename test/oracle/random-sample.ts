import type { Analyte } from '../../shared/clinical/fact.ts';
import { DAY_MS, type EpochMs, epochMs, HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Random } from '../../tools/day/random.ts';
import { randomVersions, type Sent, type Unversioned } from './random-result.ts';
import {
  albuminMeasured,
  randomAlbumin,
  randomCalcium,
  randomLimit,
  type Scale,
  type Unit,
} from './random-value.ts';

/** What stays the same of one patient, so that values can be compared with each other. */
export type Habits = {
  readonly unit: Unit;
  readonly isIonizedUsual: boolean;
  readonly isMixed: boolean;
  /** Followed closely: small steps near the limit, mostly final, in time and with an albumin. */
  readonly isFollowed: boolean;
};

const RECEIPT_DELAYS: readonly [number, ...number[]] = [
  20 * MINUTE_MS,
  HOUR_MS,
  HOUR_MS,
  HOUR_MS,
  5 * HOUR_MS,
  24 * HOUR_MS - 1,
  24 * HOUR_MS,
  24 * HOUR_MS + 1,
  3 * DAY_MS,
  7 * DAY_MS,
  10 * DAY_MS,
  40 * DAY_MS,
];

const LOWER_LIMITS = {
  total: { 'mg/dL': '8.6', 'mmol/L': '2.15' },
  ionized: { 'mg/dL': '4.6', 'mmol/L': '1.15' },
} as const;

function randomAnalyte(random: Random, { isIonizedUsual }: Habits): Analyte {
  const isIonized = random.chance(isIonizedUsual ? 0.8 : 0.15);
  if (isIonized) return random.chance(0.8) ? 'calcium-ionized' : 'calcium-ionized-ph-adjusted';
  return random.chance(0.8) ? 'calcium-total' : 'calcium-corrected';
}

const scaleOf = (analyte: Analyte): Scale => (analyte.startsWith('calcium-ionized') ? 'ionized' : 'total');

/** What the results of one blood sample share. */
type Sample = {
  readonly index: number;
  readonly collectedAt: EpochMs;
  readonly delay: number;
  readonly order: string;
  readonly specimen: string | undefined;
  readonly albumin: number | undefined;
  readonly unit: Unit;
};

function calcium(random: Random, habits: Habits, sample: Sample): readonly Sent[] {
  const { index, collectedAt, order, specimen, unit, delay } = sample;
  const analyte = randomAnalyte(random, habits);
  const scale = scaleOf(analyte);
  const albumin = analyte === 'calcium-total' ? sample.albumin : undefined;
  const draft: Unversioned = {
    key: `${index}a`,
    analyte,
    order,
    collectedAt,
    upperLimit: randomLimit(random, scale, unit),
    ...(specimen === undefined ? {} : { specimen }),
    ...(random.chance(0.8) ? { lowerLimit: LOWER_LIMITS[scale][unit] } : {}),
  };
  const nth = habits.isFollowed ? index : undefined;
  const measured = () => randomCalcium(random, scale, unit, albumin, nth);
  return randomVersions(random, draft, measured, delay, habits.isFollowed);
}

/** A second calcium beside it: of the same blood or not, at the window's edges. */
function secondCalcium(random: Random, habits: Habits, sample: Sample, suffix: string): readonly Sent[] {
  const shift = random.pick([0, 0, HOUR_MS, 2 * HOUR_MS, 2 * HOUR_MS + 1]);
  const other: Sample = {
    ...sample,
    collectedAt: epochMs(sample.collectedAt + shift),
    order: random.chance(0.7) ? sample.order : `${sample.order}${suffix}`,
    specimen: random.chance(0.7) ? sample.specimen : undefined,
  };
  return calcium(random, habits, other).map(({ result, receivedAt }) => ({
    result: { ...result, key: `${sample.index}${suffix}` },
    receivedAt,
  }));
}

function albuminOf(
  random: Random,
  { isFollowed }: Habits,
  sample: Sample,
  albumin: number,
  suffix = 'm',
): readonly Sent[] {
  const { index, collectedAt, order, specimen, delay } = sample;
  const isApart = random.chance(isFollowed ? 0.1 : 0.6);
  const shift = !isApart
    ? 0
    : random.pick([0, HOUR_MS, -HOUR_MS, 1, -1]) * random.pick([1, 1, 24]) +
      random.pick([0, 0, 0, 0, 0, 0, -25 * HOUR_MS, -12 * DAY_MS, -30 * DAY_MS]);
  const draft: Unversioned = {
    key: `${index}${suffix}`,
    analyte: 'albumin',
    order: random.chance(0.7) ? order : `M${index}`,
    collectedAt: epochMs(collectedAt + shift),
    ...(specimen !== undefined && random.chance(0.7) ? { specimen } : {}),
  };
  const measured = () => albuminMeasured(random, random.chance(0.8) ? albumin : randomAlbumin(random));
  const ownDelay = random.chance(0.85) ? delay : random.pick(RECEIPT_DELAYS);
  return randomVersions(random, draft, measured, ownDelay, isFollowed);
}

/** One blood sample: a calcium, often another, often an albumin, each with its versions. */
export function randomSample(
  random: Random,
  index: number,
  collectedAt: EpochMs,
  habits: Habits,
): readonly Sent[] {
  const isUsual = habits.isFollowed && random.chance(0.85);
  const isOtherUnit = habits.isMixed && random.chance(0.5);
  const sample: Sample = {
    index,
    collectedAt,
    delay: isUsual ? HOUR_MS : random.pick(RECEIPT_DELAYS),
    order: random.chance(0.9) ? `O${index}` : '',
    specimen: random.chance(0.4) ? `S${index}` : undefined,
    albumin: isUsual ? 40_000 : random.chance(0.65) ? randomAlbumin(random) : undefined,
    unit: isOtherUnit ? random.pick(['mg/dL', 'mmol/L']) : habits.unit,
  };
  return [
    ...calcium(random, habits, sample),
    ...(random.chance(0.3) ? secondCalcium(random, habits, sample, 'b') : []),
    ...(random.chance(0.07) ? secondCalcium(random, habits, sample, 'c') : []),
    ...(sample.albumin === undefined ? [] : albuminOf(random, habits, sample, sample.albumin)),
    ...(sample.albumin !== undefined && random.chance(0.08)
      ? albuminOf(random, habits, sample, sample.albumin, 'n')
      : []),
  ];
}
