import { DAY_MS, type EpochMs, epochMs } from '../../shared/clinical/instant.ts';
import type { PolicyOverride } from '../../shared/clinical/policy-override.ts';
import type { ChartedFact } from '../../shared/clinical/verdict.ts';
import { createRandom, type Random } from '../../tools/day/random.ts';
import { randomCancer } from './random-cancer.ts';
import type { Sent } from './random-result.ts';
import { type Habits, randomSample } from './random-sample.ts';
import { randomShortSpan, randomSpan } from './random-span.ts';

/** Facts that become visible together, and when they are judged. */
export type Batch = { readonly facts: readonly ChartedFact[]; readonly now: EpochMs };

/** A merge joins partition P2 to P1, an unlink parts them. */
export type Link = { readonly is: 'merge' | 'unlink'; readonly at: EpochMs };

export type RandomChart = {
  readonly seed: number;
  readonly batches: readonly Batch[];
  /** In the order of their times. */
  readonly links: readonly Link[];
  /** What differs from the default policy, and from which batch on. */
  readonly override?: { readonly by: PolicyOverride; readonly fromBatch: number };
};

const STARTS_AT = Date.UTC(2026, 0, 5, 8);

function fact(receivedAt: EpochMs, parts: Partial<ChartedFact>): ChartedFact {
  return {
    feed: 'lab',
    readerVersion: '1',
    mapVersion: '1',
    receivedAt,
    origin: 'live',
    patient: { authority: 'HOSP', id: '1' },
    results: [],
    diagnoses: [],
    where: 'P1',
    factKey: '',
    ...parts,
  };
}

function collections(random: Random, isFollowed: boolean): readonly [EpochMs, ...EpochMs[]] {
  const later: number[] = [];
  const count = random.whole(isFollowed ? 3 : 1, random.chance(0.15) ? 12 : 6);
  while (later.length < count - 1) {
    const from =
      isFollowed || random.chance(0.5) ? (later.at(-1) ?? STARTS_AT) : random.pick([STARTS_AT, ...later]);
    later.push(from + (isFollowed ? randomShortSpan(random) : randomSpan(random)));
  }
  return [epochMs(STARTS_AT), ...later.map(epochMs)];
}

/** Versions received at the same instant come in one message; now and then all of ten days. */
function messages(random: Random, sent: readonly Sent[]): readonly ChartedFact[] {
  const isBulk = random.chance(0.15);
  const byReceipt = new Map<number, Sent[]>();
  for (const one of sent) {
    const receivedAt = isBulk ? Math.ceil(one.receivedAt / (10 * DAY_MS)) * 10 * DAY_MS : one.receivedAt;
    const together = byReceipt.get(receivedAt) ?? [];
    const isRepeat = together.some(({ result }) => result.key === one.result.key);
    const slot = isRepeat ? receivedAt + together.length : receivedAt;
    byReceipt.set(slot, [...(byReceipt.get(slot) ?? []), one]);
  }
  const isImported = random.chance(0.1);
  return Array.from(byReceipt, ([receivedAt, together]) =>
    fact(epochMs(receivedAt), {
      results: together.map(({ result }) => result),
      origin: isImported && random.chance(0.7) ? 'import' : 'live',
    }),
  );
}

function inBatches(random: Random, facts: readonly ChartedFact[]): readonly Batch[] {
  const chance = random.pick([0, 0.7, 0.8, 0.9, 0.95]);
  const batches: { facts: ChartedFact[]; now: EpochMs }[] = [];
  for (const one of facts.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const last = batches.at(-1);
    if (last === undefined || !random.chance(chance)) batches.push({ facts: [one], now: one.receivedAt });
    else {
      last.facts.push(one);
      last.now = one.receivedAt;
    }
  }
  return batches;
}

/** Some of the results, whole with their versions, and some of what is said of cancer lie in a second partition. */
function inPartitions(random: Random, facts: readonly ChartedFact[]): readonly ChartedFact[] {
  const isAway = new Map<string, boolean>();
  const isKeyAway = (key: string) => {
    const away = isAway.get(key) ?? random.chance(0.4);
    isAway.set(key, away);
    return away;
  };
  return facts.flatMap((one) => {
    if (one.results.length === 0) return [{ ...one, where: random.chance(0.4) ? 'P2' : 'P1' }];
    const away = one.results.filter(({ key }) => isKeyAway(key));
    const here = one.results.filter(({ key }) => !isKeyAway(key));
    return [
      ...(here.length > 0 ? [{ ...one, results: here }] : []),
      ...(away.length > 0 ? [{ ...one, results: away, where: 'P2' }] : []),
    ];
  });
}

/** A merge, often long after the last result; often undone, and now and then done again. */
function randomLinks(random: Random, times: readonly [EpochMs, ...EpochMs[]]): readonly Link[] {
  let at = random.pick(times) + randomSpan(random);
  const life = random.pick<readonly Link['is'][]>([
    ['merge'],
    ['merge'],
    ['merge', 'unlink'],
    ['merge', 'unlink', 'merge'],
  ]);
  return life.map((is) => {
    const link = { is, at: epochMs(at) };
    at += 1 + randomSpan(random);
    return link;
  });
}

type Numbers = Omit<PolicyOverride, 'version'>;
const OVERRIDES: readonly [Numbers, ...Numbers[]] = [
  { level: { urgentFromTotalMgPerDl: '10.0', urgentFromTotalMmolPerL: '2.50' } },
  { level: { urgentFromTotalMgPerDl: '11.5', urgentFromTotalMmolPerL: '2.90' } },
  { level: { urgentFromTotalMgPerDl: '12.5', urgentFromTotalMmolPerL: '3.10', adultFromYears: 16 } },
  { draw: { windowMinutes: 30 }, albumin: { windowHours: 12, unreliableBelowGPerL: '25' } },
  { history: { recentDays: 3, riseTotalMgPerDl: '0.6', riseTotalMmolPerL: '0.15', trendValues: 4 } },
  { episode: { closingHours: 48, gapDays: 14, persistenceHoursFromGrade3: 24, worklistDays: 14 } },
  { lateness: { lateHours: 12, lateDiagnosisDays: 14 } },
];

/** A patient or team with a policy of its own, now and then given only when something is known already. */
function randomOverride(random: Random, batches: readonly Batch[]): Pick<RandomChart, 'override'> {
  if (random.chance(0.85)) return {};
  const by = { version: '1', ...random.pick(OVERRIDES) };
  return { override: { by, fromBatch: random.chance(0.5) ? 0 : random.whole(0, batches.length) } };
}

/** Each link is judged when it comes. */
function withLinks(batches: readonly Batch[], links: readonly Link[]): readonly Batch[] {
  const ofLinks = links.map(({ at }) => ({ facts: [], now: at }));
  return [...batches, ...ofLinks].sort((a, b) => a.now - b.now);
}

/** An adversarial history of one patient: the same seed gives the same chart. */
export function randomChart(seed: number): RandomChart {
  const random = createRandom(seed);
  const habits: Habits = {
    unit: random.pick(['mg/dL', 'mmol/L']),
    isIonizedUsual: random.chance(0.2),
    isMixed: random.chance(0.1),
    isFollowed: random.chance(0.3),
  };
  const times = collections(random, habits.isFollowed);
  const sent = times.flatMap((at, index) => randomSample(random, index, at, habits));
  const [first, ...others] = times;
  const cancer = randomCancer(random, [first, ...others, ...sent.map(({ receivedAt }) => receivedAt)]);
  const facts = [
    ...cancer.map(({ receivedAt, ...parts }) => fact(receivedAt, parts)),
    ...messages(random, sent),
  ];
  const keyed = (all: readonly ChartedFact[]) => all.map((one, index) => ({ ...one, factKey: `F${index}` }));
  if (random.chance(0.85)) {
    const batches = inBatches(random, keyed(facts));
    return { seed, batches, links: [], ...randomOverride(random, batches) };
  }
  const links = randomLinks(random, [first, ...others]);
  const batches = inBatches(random, keyed(inPartitions(random, facts)));
  return { seed, batches: withLinks(batches, links), links, ...randomOverride(random, batches) };
}
