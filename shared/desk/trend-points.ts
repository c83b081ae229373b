import type { Analyte } from '../clinical/fact.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { DrawJudgement } from '../clinical/verdict.ts';
import type { CurrentResult } from '../clinical/version.ts';
import { TREND_ANALYTES, type TrendAnalyte, type TrendLine, type TrendPoint } from './trend.ts';

/** What the points of a trend are marked with. */
export type TrendMarks = {
  readonly judgementOf: ReadonlyMap<string, DrawJudgement>;
  /** The newest alert about each result. */
  readonly alertOf: ReadonlyMap<string, string>;
};

/** Which line the results of an analyte belong to; the others are not drawn. */
const LINE_OF: ReadonlyMap<Analyte, TrendAnalyte> = new Map([
  ['calcium-total', 'calcium'],
  ['calcium-corrected', 'corrected calcium'],
  ['calcium-ionized', 'ionized calcium'],
  ['calcium-ionized-ph-adjusted', 'ionized calcium'],
  ['albumin', 'albumin'],
  ['creatinine', 'creatinine'],
]);

export type PlacedPoint = Pick<TrendLine, 'analyte' | 'unit'> & { readonly point: TrendPoint };

/** A result as its laboratory measured it, graded where its draw was graded by it. */
export function measuredPoint(
  { result, standing }: CurrentResult,
  marks: TrendMarks,
): readonly PlacedPoint[] {
  const analyte = LINE_OF.get(result.analyte);
  if (analyte === undefined || result.value === undefined || standing === 'withdrawn') return [];
  const { amount, comparator, unit } = result.value;
  const judgement = marks.judgementOf.get(result.key);
  const point = {
    ...pointAt(result.collectedAt, amount),
    comparator,
    preliminary: standing === 'preliminary',
    ...(judgement && !isComputed(judgement) && gradedBy(judgement, marks)),
  };
  return [{ analyte, unit, point }];
}

/** Payne's value of a draw where the judge has worked it out, graded where the draw was graded by it. */
export function correctedPoint(judgement: DrawJudgement, marks: TrendMarks): readonly PlacedPoint[] {
  const { correctedValue, correctedUnit, collectedAt, flags } = judgement;
  if (correctedValue === undefined || correctedUnit === undefined) return [];
  const point = {
    ...pointAt(collectedAt, correctedValue),
    comparator: '=',
    preliminary: flags.includes('PRELIMINARY'),
    ...(isComputed(judgement) && gradedBy(judgement, marks)),
  };
  return [{ analyte: 'corrected calcium', unit: correctedUnit, point }];
}

/** Where a point lies on the screen is no clinical value: nothing is compared with it. */
const pointAt = (at: EpochMs, value: string) => ({ at, value, shown: Number(value) });

const isComputed = ({ reasons }: DrawJudgement) =>
  reasons.some(({ code, values }) => code === 'GRADE' && values.basis === 'computed');

function gradedBy(
  { grade, level, resultKey }: DrawJudgement,
  { alertOf }: TrendMarks,
): Pick<TrendPoint, 'grade' | 'level' | 'alertId'> {
  const alertId = alertOf.get(resultKey);
  return { grade, level, ...(alertId !== undefined && { alertId }) };
}

/** The lines that points make, each earliest first, in the order in which they are named. */
export function linesOf(points: readonly PlacedPoint[]): readonly TrendLine[] {
  const lines = new Map<string, Pick<TrendLine, 'analyte' | 'unit'> & { readonly points: TrendPoint[] }>();
  for (const { analyte, unit, point } of points.toSorted((a, b) => a.point.at - b.point.at)) {
    const key = JSON.stringify([analyte, unit]);
    const line = lines.get(key) ?? { analyte, unit, points: [] };
    line.points.push(point);
    lines.set(key, line);
  }
  return [...lines.values()].sort(
    (a, b) => TREND_ANALYTES.indexOf(a.analyte) - TREND_ANALYTES.indexOf(b.analyte),
  );
}
