import type { Alerted } from './alerted.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import { firstFrom, inWindows } from './instant-search.ts';
import type { JudgedDraw } from './judge-course.ts';
import type { Policy } from './policy.ts';
import { type CurrentResult, valueCollectedAt } from './version.ts';

/** A calcium result that somebody has been told of, as it stands now. */
export type ToldResult = { readonly current: CurrentResult; readonly alerted: Alerted };

/** What was told, by the draw it is about now; a withdrawn result stays with the draw it was collected with. */
export type Told = {
  readonly ofDraw: ReadonlyMap<JudgedDraw, readonly ToldResult[]>;
  /** What was told of draws whose every calcium is withdrawn, or is none any more by a mended code map. */
  readonly withdrawn: readonly (readonly ToldResult[])[];
};

type Place = { readonly at: EpochMs; readonly draw: JudgedDraw };

/** `places` are sorted: of equally near ones the earlier. */
function nearest(places: readonly Place[], at: EpochMs, windowMs: number): JudgedDraw | undefined {
  const near = places.slice(firstFrom(places, at - windowMs), firstFrom(places, at + windowMs + 1));
  const distance = (place: Place) => Math.abs(place.at - at);
  return near.toSorted((a, b) => distance(a) - distance(b))[0]?.draw;
}

function groupedByTime(results: readonly ToldResult[], windowMs: number): readonly (readonly ToldResult[])[] {
  const placed = results
    .map((told) => ({ at: valueCollectedAt(told.current), told }))
    .sort((a, b) => a.at - b.at);
  return inWindows(placed, windowMs).map((group) => group.map(({ told }) => told));
}

/**
 * Puts what was told to the draws it is about: each result to the one it lies in, or that is nearest to where it lay.
 * A result that is not among the facts is not spoken of.
 */
export function toldOf(
  draws: readonly JudgedDraw[],
  results: readonly CurrentResult[],
  alerted: ReadonlyMap<string, Alerted>,
  policy: Policy,
): Told {
  if (alerted.size === 0) return { ofDraw: new Map(), withdrawn: [] };
  const places = draws.flatMap((draw) => draw.draw.calcium.map(({ at }) => ({ at, draw })));
  const windowMs = policy.draw.windowMinutes * MINUTE_MS;
  const ofDraw = new Map<JudgedDraw, ToldResult[]>();
  const withdrawn: ToldResult[] = [];
  for (const current of results) {
    const about = alerted.get(current.result.key);
    if (about === undefined) continue;
    const draw = nearest(places, valueCollectedAt(current), windowMs);
    if (draw === undefined) withdrawn.push({ current, alerted: about });
    else ofDraw.set(draw, [...(ofDraw.get(draw) ?? []), { current, alerted: about }]);
  }
  return { ofDraw, withdrawn: groupedByTime(withdrawn, windowMs) };
}
