import type { Comparator, Measured } from '../../shared/clinical/fact.ts';
import type { Random } from '../../tools/day/random.ts';

/** Whole thousandths of the unit, so that a sum stays exact. */
type Thousandths = number;

export type Unit = 'mg/dL' | 'mmol/L';
export type Scale = 'total' | 'ionized';

/** Every line that a rule draws, the limits first. */
const LINES = {
  total: {
    'mg/dL': [10_500, 10_200, 11_500, 12_000, 12_500, 13_500, 10_100, 9_500, 9_000, 14_500, 8_600],
    'mmol/L': [2_600, 2_550, 2_900, 3_000, 3_100, 3_400, 2_500, 2_350, 2_200, 3_700, 2_150],
  },
  ionized: {
    'mg/dL': [5_200, 5_400, 6_000, 6_400, 7_200, 4_800, 4_400],
    'mmol/L': [1_300, 1_350, 1_500, 1_600, 1_800, 1_200, 1_100],
  },
} as const;

const DISTANCES: readonly [Thousandths, ...Thousandths[]] = [0, 0, 0, 1, -1, 10, -10, 100, -100];
const ALBUMINS: readonly [Thousandths, ...Thousandths[]] = [
  40_000, 40_000, 40_100, 45_000, 35_000, 30_000, 29_900, 30_100, 25_000, 20_100, 20_000, 19_900, 18_000,
  15_000,
];

function decimalText(thousandths: Thousandths): string {
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

export function randomLimit(random: Random, scale: Scale, unit: Unit): string {
  const [usual, other] = LINES[scale][unit];
  return decimalText(random.chance(0.85) ? usual : other);
}

/** Steps from the limit of a patient whose values are followed closely, where small differences decide. */
const STEPS = {
  total: {
    'mg/dL': [-1_600, -1_000, -800, -600, -500, -400, -300, -200, -100, 0, 100, 600],
    'mmol/L': [-350, -250, -200, -175, -150, -125, -100, -75, -50, 0, 10, 150],
  },
  ionized: {
    'mg/dL': [-401, -400, -200, -100, 0, 100, 400],
    'mmol/L': [-200, -150, -100, -99, -50, 0, 10, 50],
  },
} as const;

/** A value near the limit, of the n-th of a row often a step above the one before. */
function nearTheLimit(random: Random, scale: Scale, unit: Unit, nth: number): Thousandths {
  const [limit] = LINES[scale][unit];
  const steps: readonly [Thousandths, ...Thousandths[]] = STEPS[scale][unit];
  const rising = random.chance(0.7) ? steps[nth + random.pick([2, 3, 4])] : undefined;
  return limit + (rising ?? random.pick(steps)) + random.pick([0, 0, 0, 1, -1]);
}

function nearALine(random: Random, scale: Scale, unit: Unit): Thousandths {
  const lines: readonly [Thousandths, ...Thousandths[]] = LINES[scale][unit];
  return random.pick(lines) + random.pick(DISTANCES);
}

function bound(random: Random, scale: Scale, unit: Unit): Measured {
  const comparator = random.pick<Comparator>(['>', '>=', '<', '<=']);
  const [limit, low] = LINES[scale][unit];
  const amount = comparator.startsWith('<') ? Math.min(limit, low) - 600 : nearALine(random, scale, unit);
  return { comparator, amount: decimalText(amount), unit };
}

/** A calcium at, just under or just over a line; where `albumin` is given, often so that Payne lands there; `nth` in the row of a patient who is followed closely. */
export function randomCalcium(
  random: Random,
  scale: Scale,
  unit: Unit,
  albumin: Thousandths | undefined,
  nth: number | undefined,
): Measured {
  if (random.chance(0.06)) return bound(random, scale, unit);
  const target = nth === undefined ? nearALine(random, scale, unit) : nearTheLimit(random, scale, unit, nth);
  const perGPerL = unit === 'mg/dL' ? 0.08 : 0.02;
  const correction = albumin === undefined ? 0 : Math.round((40_000 - albumin) * perGPerL);
  return {
    comparator: '=',
    amount: decimalText(random.chance(0.7) ? target - correction : target),
    unit,
  };
}

export function randomAlbumin(random: Random): Thousandths {
  return random.pick(ALBUMINS);
}

export function albuminMeasured(random: Random, amount: Thousandths): Measured {
  const comparator = random.chance(0.05) ? random.pick<Comparator>(['<', '<=', '>']) : '=';
  return { comparator, amount: decimalText(amount), unit: 'g/L' };
}
