import { calciumKindOf } from '../clinical/analyte-table.ts';
import { DAY_MS, plusMs } from '../clinical/instant.ts';
import { judge } from '../clinical/judge.ts';
import type { Policy } from '../clinical/policy.ts';
import { type CurrentResult, currentResults } from '../clinical/version.ts';
import type { PatientView } from './patient-view.ts';
import type { Trend, TrendLimits } from './trend.ts';
import { correctedPoint, linesOf, measuredPoint } from './trend-points.ts';

const TREND_DAYS = 365;

/** The last year of a patient, from the facts and judgements that alerts are made of. */
export function trendOf({ union, input, episodes }: PatientView): Trend {
  const to = input.now;
  const from = plusMs(to, -TREND_DAYS * DAY_MS);
  const judgements = judge(input).judgements();
  const marks = {
    judgementOf: new Map(judgements.map((judgement) => [judgement.resultKey, judgement])),
    alertOf: new Map(
      union.alerts.flatMap(({ kind, resultKey, id }) => (kind === 'alert' ? [[resultKey, id]] : [])),
    ),
  };
  const results = currentResults(input.facts).filter(({ result }) => result.collectedAt >= from);
  const points = [
    ...results.flatMap((result) => measuredPoint(result, marks)),
    ...judgements.flatMap((judgement) => correctedPoint(judgement, marks)),
  ];
  return {
    from,
    to,
    lines: linesOf(points.filter(({ point }) => point.at >= from)),
    limits: limitsOf(results, input.policy),
    episodes: episodes.filter((episode) => episode.to === undefined || episode.to >= from),
    alerts: union.alerts
      .filter(({ kind, collectedAt }) => kind === 'alert' && collectedAt >= from)
      .map(({ collectedAt: at, level, id: alertId }) => ({ at, level, alertId })),
  };
}

/** Of each kind and unit of calcium among the results. */
function limitsOf(results: readonly CurrentResult[], { grade }: Policy): readonly TrendLimits[] {
  const lines = [
    { kind: 'total', unit: 'mg/dL', ...grade.totalMgPerDl },
    { kind: 'total', unit: 'mmol/L', ...grade.totalMmolPerL },
    { kind: 'ionized', unit: 'mmol/L', ...grade.ionizedMmolPerL },
    { kind: 'ionized', unit: 'mg/dL', ...grade.ionizedMgPerDl },
  ] as const;
  const newestFirst = results.toSorted((a, b) => b.result.collectedAt - a.result.collectedAt);
  return lines.flatMap(({ kind, unit, ...above }) => {
    const newest = newestFirst.find(
      ({ result: { analyte, value, upperLimit } }) =>
        calciumKindOf(analyte) === kind && value?.unit === unit && upperLimit !== undefined,
    );
    const upperLimit = newest?.result.upperLimit;
    return upperLimit === undefined ? [] : [{ kind, unit, upperLimit, ...above }];
  });
}
