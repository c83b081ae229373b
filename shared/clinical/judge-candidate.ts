import type { Alerted } from './alerted.ts';
import type { JudgedDraw } from './judge-course.ts';
import { higherLevel, type LevelOrNone, lowerLevel } from './level.ts';
import { isPaging, levelOf } from './level-of-draw.ts';
import type { ToldResult } from './notice-told.ts';
import type { Policy } from './policy.ts';
import type { Candidate } from './rule-alert.ts';
import { type Lateness, withLateness } from './rule-lateness.ts';

/** R13. What only a value that came later than the draw itself has raised (R5) never pages a draw that was late. */
function pageLevelOf(draw: JudgedDraw, lateness: Lateness): LevelOrNone {
  if (!lateness.pages || !isPaging(draw.level)) return 'none';
  const roseInTime = draw.risenFrom.some(
    ({ graded }) => graded.calcium.current.receivedAt <= draw.cancer.arrivedAt,
  );
  if (!lateness.pagesAsNewestOnly || roseInTime) return draw.level;
  return levelOf({ ...draw.question, rose: false }).level;
}

/** The level at which a draw counts as alerted, by its own alerts or by being judged together with another's. */
function toldLevel(draw: JudgedDraw, told: readonly Alerted[]): LevelOrNone {
  const own = told.map(({ standing }) => standing?.level ?? 'none').reduce(higherLevel, 'none');
  const counted = told.map(({ countedAs }) => countedAs).reduce(higherLevel, 'none');
  return higherLevel(own, lowerLevel(counted, draw.level));
}

/** The draws with what was told of them and what they may still page, earliest first. */
export function candidatesOf(
  draws: readonly JudgedDraw[],
  ofDraw: ReadonlyMap<JudgedDraw, readonly ToldResult[]>,
  policy: Policy,
): readonly Candidate[] {
  const arrivalOf = ({ at, cancer, draw }: JudgedDraw) => ({
    at,
    arrivedAt: cancer.arrivedAt,
    imported: draw.value.calcium.current.imported,
  });
  return withLateness(draws, arrivalOf, policy).map(([draw, lateness]) => {
    const told = (ofDraw.get(draw) ?? []).map(({ alerted }) => alerted);
    return {
      ...draw,
      lateness,
      pageLevel: pageLevelOf(draw, lateness),
      told: toldLevel(draw, told),
      alerts: told.flatMap(({ current }) => current),
    };
  });
}
