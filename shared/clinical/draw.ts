import { type Calcium, calciumOf } from './draw-calcium.ts';
import type { GradingValue } from './grading-value.ts';
import { type GradedDraw, gradeDraw } from './grading-value-draw.ts';
import type { GradingContext } from './grading-value-total.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import { inWindows } from './instant-search.ts';
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

const isFinal = ({ current }: Calcium) => current.standing === 'final';

function flagged(value: GradingValue): GradingValue {
  return isFinal(value.calcium) ? value : { ...value, flags: [...value.flags, 'PRELIMINARY'] };
}

function draw(calcium: readonly Calcium[], context: GradingContext): readonly Draw[] {
  const finals = calcium.filter(isFinal);
  const final = gradeDraw(finals, context);
  const all = finals.length === calcium.length ? final : gradeDraw(calcium, context);
  const drawn = ({ decides }: GradedDraw, withPreliminary?: Draw): readonly Draw[] =>
    decides === undefined
      ? []
      : [
          {
            calcium,
            value: flagged(decides),
            at: decides.calcium.at,
            preliminary: !isFinal(decides.calcium),
            final,
            withPreliminary,
          },
        ];
  const byAll = drawn(all);
  const byFinals = drawn(
    final,
    byAll.find(({ preliminary }) => preliminary),
  );
  return byFinals.length === 0 ? byAll : byFinals;
}

/** The draws of the results, earliest first. */
export function drawsOf(
  results: readonly CurrentResult[],
  { policy, lines }: Pick<GradingContext, 'policy' | 'lines'>,
): readonly Draw[] {
  const context: GradingContext = { albumins: albumins(results, lines), policy, lines };
  const calcium = results.flatMap((current) => calciumOf(current, lines) ?? []);
  const members = inWindows(calcium.sort(byTime), policy.draw.windowMinutes * MINUTE_MS);
  return members.flatMap((drawn) => draw(drawn, context));
}
