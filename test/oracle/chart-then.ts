import { HOUR_MS, MINUTE_MS } from '../../shared/clinical/instant.ts';
import type { Level } from '../../shared/clinical/level.ts';
import type { ChartedAlert, JudgeInput, RuleId } from '../../shared/clinical/verdict.ts';
import { courseOf, type Judged } from './course.ts';
import { type CurrentResult, collectedAtOf, currentResults } from './current-result.ts';
import { isCalcium } from './draw.ts';
import { higherOf, isHigher, type LevelOrNone, levelled } from './level-then.ts';
import { countedLevel, ownAlerts, type StandingAlert } from './standing-alert.ts';

export const isPaging = (level: LevelOrNone) => isHigher(level, 'worklist');

/** A judged draw with what was told of it and what it may still page. */
export type Told = Judged & {
  readonly told: LevelOrNone;
  readonly alerts: readonly StandingAlert[];
  readonly arrivedAt: number;
  readonly isLate: boolean;
  readonly isNewest: boolean;
  readonly pageLevel: LevelOrNone;
};

/** A draw that deserves an alert. */
export type Offer = { readonly draw: Told; readonly level: Level; readonly rule: RuleId };

/** All calcium results by the draw they are of: a withdrawn one stays with the nearest calcium within 2 h. */
export function resultsOfDraws(
  input: JudgeInput,
  results: readonly CurrentResult[],
  course: readonly Judged[],
): ReadonlyMap<CurrentResult, Judged | undefined> {
  const windowMs = input.policy.draw.windowMinutes * MINUTE_MS;
  const places = course.flatMap((judged) =>
    judged.draw.map(({ key, result }) => ({ key, at: result.collectedAt, judged })),
  );
  return new Map(
    results.filter(isCalcium).map((result) => {
      const distance = ({ at }: { at: number }) => Math.abs(at - collectedAtOf(result));
      const own = places.find(({ key }) => key === result.key);
      const [nearest] = places
        .filter((place) => distance(place) <= windowMs)
        .sort((a, b) => distance(a) - distance(b) || a.at - b.at);
      return [result, (own ?? nearest)?.judged];
    }),
  );
}

/** Its receipt, or that of a diagnosis before which no cancer was known. */
function arrivalOf({ graded, circumstances: { findings } }: Judged): number {
  const knownSince = findings.map((finding) => finding.knownSince);
  const received = graded.from.firstReceivedAt;
  return knownSince.length === 0 ? received : Math.max(received, Math.min(...knownSince));
}

/** R13. */
function lateness(judged: Judged, course: readonly Judged[], lateMs: number) {
  const arrivedAt = arrivalOf(judged);
  const age = arrivedAt - judged.at;
  const hadNewer = course.some((other) => other.at > judged.at && arrivalOf(other) < arrivedAt);
  const isNewest = !hadNewer && !judged.graded.from.imported;
  return { arrivedAt, isNewest, isLate: age > lateMs, pages: isNewest || age < lateMs };
}

/** What a draw may page; what only a late value adds to a draw that was late is no page. */
function pageLevelOf(judged: Judged, late: ReturnType<typeof lateness>): LevelOrNone {
  if (!late.pages) return 'none';
  const { circumstances, graded } = judged;
  const isRapidRise = circumstances.history.isRapidRiseKnownAt(late.arrivedAt);
  const inTime = { ...circumstances, history: { ...circumstances.history, isRapidRise } };
  return late.isLate ? levelled(graded, inTime).level : judged.level;
}

/** The draws with what was told of them. */
export function toldDraws(
  input: JudgeInput,
  course: readonly Judged[],
  results: readonly CurrentResult[],
  alerted: readonly ChartedAlert[],
): readonly Told[] {
  const drawOf = resultsOfDraws(input, results, course);
  const own = ownAlerts(alerted);
  return course.map((judged) => {
    const keys = [...drawOf].filter(([, draw]) => draw === judged).map(([{ key }]) => key);
    const alerts = own.filter(({ resultKey }) => keys.includes(resultKey));
    const toldOfItself = alerts.reduce<LevelOrNone>((level, one) => higherOf(level, one.level), 'none');
    const counted = keys.map((key) => countedLevel(key, alerted)).reduce(higherOf, 'none');
    const countedNow = isHigher(counted, judged.level) ? judged.level : counted;
    const late = lateness(judged, course, input.policy.lateness.lateHours * HOUR_MS);
    const pageLevel = judged.level === 'none' ? 'none' : pageLevelOf(judged, late);
    return {
      ...judged,
      ...late,
      alerts,
      told: higherOf(toldOfItself, countedNow),
      pageLevel: isPaging(pageLevel) ? pageLevel : 'none',
    };
  });
}

export function resultsAndCourse(input: JudgeInput) {
  const results = currentResults(input.facts);
  return { results, course: courseOf(input, results) };
}
