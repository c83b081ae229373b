import { type Calcium, calciumOf } from './draw-calcium.ts';
import type { GradingValue } from './grading-value.ts';
import { type GradedDraw, gradeDraw } from './grading-value-draw.ts';
import type { GradingContext } from './grading-value-total.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import { hasCriticalLabFlag } from './level-of-lab-flag.ts';
import { albumins } from './payne-albumin.ts';
import { byText } from './text-order.ts';
import type { CurrentResult } from './version.ts';

/** All calcium of a patient collected within one window; it gives one judgement. */
export type Draw = {
  readonly calcium: readonly Calcium[];
  /** The grading value that decides, and its own time. */
  readonly value: GradingValue;
  readonly at: EpochMs;
  readonly preliminary: boolean;
  /** Of the final results: each kind's own value, for the history. */
  readonly final: GradedDraw;
};

const byTime = (a: Calcium, b: Calcium) => a.at - b.at || byText(a.current.result.key, b.current.result.key);

/** A draw begins at the earliest calcium not yet in one and takes what was collected up to the window after it. */
function grouped(calcium: readonly Calcium[], windowMs: number): readonly (readonly Calcium[])[] {
  const draws: Calcium[][] = [];
  let current: Calcium[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const value of calcium.toSorted(byTime)) {
    if (value.at > until) {
      current = [];
      draws.push(current);
      until = value.at + windowMs;
    }
    current.push(value);
  }
  return draws;
}

const isCritical = (value: GradingValue) =>
  value.base === 'critical' || (value.grade >= 3 && hasCriticalLabFlag(value));

/** Final results decide; a preliminary one only where there is no other, or where it alone is critical. */
function deciding(
  final: GradingValue | undefined,
  preliminary: GradingValue | undefined,
): GradingValue | undefined {
  if (preliminary === undefined) return final;
  const prevails = final === undefined || (isCritical(preliminary) && !isCritical(final));
  return prevails ? { ...preliminary, flags: [...preliminary.flags, 'PRELIMINARY'] } : final;
}

function draw(calcium: readonly Calcium[], context: GradingContext): readonly Draw[] {
  const isFinal = ({ current }: Calcium) => current.standing === 'final';
  const final = gradeDraw(calcium.filter(isFinal), context);
  const preliminary = gradeDraw(
    calcium.filter((value) => !isFinal(value)),
    context,
  );
  return [deciding(final.decides, preliminary.decides)]
    .filter((value) => value !== undefined)
    .map((value) => {
      const { current, at } = value.calcium;
      return { calcium, value, at, preliminary: current.standing === 'preliminary', final };
    });
}

/** The draws of the results, earliest first. */
export function drawsOf(
  results: readonly CurrentResult[],
  { policy, lines }: Pick<GradingContext, 'policy' | 'lines'>,
): readonly Draw[] {
  const context: GradingContext = { albumins: albumins(results, lines), policy, lines };
  const calcium = results.flatMap((current) => calciumOf(current, lines) ?? []);
  return grouped(calcium, policy.draw.windowMinutes * MINUTE_MS).flatMap((members) => draw(members, context));
}
