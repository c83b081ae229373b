import { type Calcium, calciumOf } from './draw-calcium.ts';
import type { GradingValue } from './grading-value.ts';
import { type GradedDraw, gradeDraw } from './grading-value-draw.ts';
import type { GradingContext } from './grading-value-total.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
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
  /** The same draw graded with its preliminary results as if they were final, where one of them then decides. */
  readonly withPreliminary: Draw | undefined;
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

const isFinal = ({ current }: Calcium) => current.standing === 'final';

function flagged(value: GradingValue): GradingValue {
  return isFinal(value.calcium) ? value : { ...value, flags: [...value.flags, 'PRELIMINARY'] };
}

function draw(calcium: readonly Calcium[], context: GradingContext): readonly Draw[] {
  const finals = calcium.filter(isFinal);
  const final = gradeDraw(finals, context);
  const all = finals.length === calcium.length ? final : gradeDraw(calcium, context);
  const drawn = ({ decides }: GradedDraw): readonly Draw[] =>
    [decides]
      .filter((value) => value !== undefined)
      .map((value) => ({
        calcium,
        value: flagged(value),
        at: value.calcium.at,
        preliminary: !isFinal(value.calcium),
        final,
        withPreliminary: undefined,
      }));
  const byAll = drawn(all);
  const withPreliminary = byAll.find(({ preliminary }) => preliminary);
  return finals.length === 0 ? byAll : drawn(final).map((byFinals) => ({ ...byFinals, withPreliminary }));
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
