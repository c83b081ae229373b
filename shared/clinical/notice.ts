import type { Alerted } from './alerted.ts';
import type { JudgedDraw } from './judge-course.ts';
import { type Grade, type Level, levelRank } from './level.ts';
import type { Told, ToldResult } from './notice-told.ts';
import { byText } from './text-order.ts';
import type { ChartedAlert } from './verdict.ts';
import { type CurrentResult, valueCollectedAt } from './version.ts';

/** An alerted draw whose level has come down: what the notice says. */
export type Fall = {
  readonly kind: 'correction' | 'retraction';
  readonly about: ChartedAlert;
  /** The result that the alert was about. */
  readonly current: CurrentResult;
  readonly n: number;
  /** The draw as it is judged now; undefined = all its calcium is withdrawn. */
  readonly draw: JudgedDraw | undefined;
  /** What still stands; undefined = nothing. */
  readonly standing: { readonly level: Level; readonly grade: Grade } | undefined;
  /** Other results of the draw that were alerted above what still stands. */
  readonly also: ChartedAlert['also'];
};

type Fallen = NonNullable<Alerted['standing']> & { readonly current: CurrentResult; readonly n: number };

const byLevel = (a: Fallen, b: Fallen) =>
  levelRank(b.level) - levelRank(a.level) || byText(a.current.result.key, b.current.result.key);

function fallenBelow(told: readonly ToldResult[], level: Level | 'none'): readonly Fallen[] {
  return told
    .flatMap(({ current, alerted: { standing, notices } }) =>
      standing === undefined ? [] : { ...standing, current, n: notices },
    )
    .filter((standing) => levelRank(standing.level) > levelRank(level))
    .sort(byLevel);
}

function standingNow(draw: JudgedDraw | undefined): Fall['standing'] {
  if (draw === undefined || draw.level === 'none') return undefined;
  return { level: draw.level, grade: draw.draw.value.grade };
}

/** One notice a fall, about the draw's highest standing alert. */
function fall(told: readonly ToldResult[], draw: JudgedDraw | undefined): readonly Fall[] {
  const standing = standingNow(draw);
  const [highest, ...others] = fallenBelow(told, standing?.level ?? 'none');
  if (highest === undefined) return [];
  return [
    {
      kind: draw === undefined ? 'retraction' : 'correction',
      about: highest.alert,
      current: highest.current,
      n: highest.n,
      draw,
      standing,
      also: others.map(({ current, level, alert, n }) => ({
        resultKey: current.result.key,
        level,
        grade: alert.grade,
        collectedAt: valueCollectedAt(current),
        n,
      })),
    },
  ];
}

/** Every fall of what was told, whatever its cause. */
export function fallsOf({ ofDraw, withdrawn }: Told): readonly Fall[] {
  const fallen = Array.from(ofDraw, ([draw, told]) => fall(told, draw));
  return [...fallen, ...withdrawn.map((told) => fall(told, undefined))].flat();
}
