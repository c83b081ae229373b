import { levelRank } from '../../shared/clinical/level.ts';
import type { ChartedAlert } from '../../shared/clinical/verdict.ts';
import { higherOf, type LevelOrNone } from './level-then.ts';

/** An alert about one result as it stands after its notices. */
export type StandingAlert = {
  readonly resultKey: string;
  readonly alert: Pick<ChartedAlert, 'id' | 'level' | 'grade' | 'rule' | 'n'>;
  /** What counts now: the alert's own level, or that of the notice which lowered it. */
  readonly level: LevelOrNone;
  /** No notice has come since. */
  readonly isAsRaised: boolean;
};

const mentions = ({ resultKey, also }: ChartedAlert, key: string) =>
  resultKey === key || also.some((other) => other.resultKey === key);

/** How many notices a result has had. */
export function noticesOf(key: string, alerted: readonly ChartedAlert[]): number {
  return alerted.filter((one) => one.kind !== 'alert' && mentions(one, key)).length;
}

const nOf = ({ resultKey, n, also }: ChartedAlert, key: string) =>
  resultKey === key ? n : (also.find((other) => other.resultKey === key)?.n ?? n);

/** No notice about the alert's own result has come since it was raised; one before it may have left with an unlinked chart. */
const isAsRaised = (alert: ChartedAlert, alerted: readonly ChartedAlert[]) =>
  alert.n >= noticesOf(alert.resultKey, alerted);

/** A withdrawn alert counts no more, a lowered one at its new level. */
export function ownAlerts(alerted: readonly ChartedAlert[]): readonly StandingAlert[] {
  return alerted.flatMap((one): readonly StandingAlert[] => {
    if (one.kind === 'alert') {
      const { resultKey, level } = one;
      return isAsRaised(one, alerted) ? [{ resultKey, alert: one, level, isAsRaised: true }] : [];
    }
    const level = one.standingLevel;
    if (level === undefined) return [];
    const alert = alerted.find(({ id }) => id === one.about) ?? one;
    return [one.resultKey, ...one.also.map(({ resultKey }) => resultKey)]
      .filter((key) => nOf(one, key) === noticesOf(key, alerted) - 1)
      .map((resultKey) => ({ resultKey, alert, level, isAsRaised: false }));
  });
}

/** The level at which a result counts because it was judged together with another whose alert is as raised. */
export function countedLevel(key: string, alerted: readonly ChartedAlert[]): LevelOrNone {
  return alerted
    .filter((one) => one.kind === 'alert' && isAsRaised(one, alerted))
    .flatMap(({ n, also }) => also.map((other) => ({ n, ...other })))
    .filter((other) => other.resultKey === key && other.n === noticesOf(key, alerted))
    .reduce<LevelOrNone>((level, other) => higherOf(level, other.level), 'none');
}

/** The highest first; of the same height the one whose result's key sorts first, then the last raised. */
export const byLevel = (a: StandingAlert, b: StandingAlert) =>
  levelRank(b.level) - levelRank(a.level) ||
  Number(a.resultKey > b.resultKey) - Number(a.resultKey < b.resultKey) ||
  levelRank(b.alert.level) - levelRank(a.alert.level) ||
  b.alert.n - a.alert.n;
