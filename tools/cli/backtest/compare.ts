import { levelRank } from '../../../shared/clinical/level.ts';
import type { Counted } from '../check-feed/tally.ts';
import { type BacktestAlert, isPaged } from './account.ts';
import type { Judged } from './judge-all.ts';
import { nameOf } from './read-batch.ts';
import { counted } from './summary.ts';

/** What becomes of a page of the first policy by the second, or where it comes from. */
export type Change = 'same' | 'gained' | 'lost' | 'raised' | 'lowered';

/** What the second policy would change. No patient data. */
export type Comparison = {
  readonly same: number;
  /** Pages that only the second sends, and only the first; by level. */
  readonly gained: readonly Counted[];
  readonly lost: readonly Counted[];
  /** Pages about the same result at another level: `urgent → critical`. */
  readonly raised: readonly Counted[];
  readonly lowered: readonly Counted[];
  /** Patients who are paged by one of them alone. */
  readonly patientsGained: number;
  readonly patientsLost: number;
};

/** For each alert of either what it changes: by result and kind, of several the first with the first. */
export type Changes = {
  readonly first: ReadonlyMap<BacktestAlert, Change>;
  readonly second: ReadonlyMap<BacktestAlert, Change>;
  readonly comparison: Comparison;
};

type Pair = { readonly before: BacktestAlert; readonly now: BacktestAlert };

export function compare(first: Pick<Judged, 'alerts'>, second: Pick<Judged, 'alerts'>): Changes {
  const [before, now] = [pagesOf(first), pagesOf(second)];
  const pairs = pairsOf(before, now);
  const [ofFirst, ofSecond] = [new Map<BacktestAlert, Change>(), new Map<BacktestAlert, Change>()];
  for (const pair of pairs) {
    const change = changeOf(pair);
    ofFirst.set(pair.before, change);
    ofSecond.set(pair.now, change);
  }
  for (const page of before) if (!ofFirst.has(page)) ofFirst.set(page, 'lost');
  for (const page of now) if (!ofSecond.has(page)) ofSecond.set(page, 'gained');
  const levelsOf = (changes: ReadonlyMap<BacktestAlert, Change>, wanted: Change) =>
    counted([...changes].flatMap(([{ level }, change]) => (change === wanted ? [level] : [])));
  const stepsOf = (wanted: Change) =>
    counted(
      pairs.flatMap((pair) =>
        changeOf(pair) === wanted ? [`${pair.before.level} → ${pair.now.level}`] : [],
      ),
    );
  const [patientsBefore, patientsNow] = [patientsOf(before), patientsOf(now)];
  return {
    ...{ first: ofFirst, second: ofSecond },
    comparison: {
      same: pairs.filter((pair) => changeOf(pair) === 'same').length,
      gained: levelsOf(ofSecond, 'gained'),
      lost: levelsOf(ofFirst, 'lost'),
      raised: stepsOf('raised'),
      lowered: stepsOf('lowered'),
      patientsGained: without(patientsNow, patientsBefore),
      patientsLost: without(patientsBefore, patientsNow),
    },
  };
}

const pagesOf = ({ alerts }: Pick<Judged, 'alerts'>) => alerts.filter(({ level }) => isPaged(level));

const patientsOf = (pages: readonly BacktestAlert[]) => new Set(pages.map(({ patient }) => nameOf(patient)));

const without = (all: ReadonlySet<string>, some: ReadonlySet<string>): number =>
  [...all].filter((name) => !some.has(name)).length;

function pairsOf(before: readonly BacktestAlert[], now: readonly BacktestAlert[]): readonly Pair[] {
  const waiting = Map.groupBy(now, subjectOf);
  return before.flatMap((page) => {
    const other = waiting.get(subjectOf(page))?.shift();
    return other === undefined ? [] : [{ before: page, now: other }];
  });
}

const subjectOf = ({ patient, resultKey, kind }: BacktestAlert): string =>
  JSON.stringify([nameOf(patient), resultKey, kind]);

function changeOf({ before, now }: Pair): Change {
  const rise = levelRank(now.level) - levelRank(before.level);
  if (rise === 0) return 'same';
  return rise > 0 ? 'raised' : 'lowered';
}
