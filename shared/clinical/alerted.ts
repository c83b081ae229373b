import type { EpochMs } from './instant.ts';
import { type Level, levelRank } from './level.ts';
import type { ChartedAlert, RaisedAlert } from './verdict.ts';

/** What the team has been told of one result, all notices considered. */
export type Alerted = {
  /** The level at which an alert about this very result stands, and that alert; undefined = nothing stands. */
  readonly standing: { readonly level: Level; readonly alert: ChartedAlert } | undefined;
  /** The level at which it counts because it was judged together with another draw whose alert stands. */
  readonly countedAs: Level | 'none';
  /** The alerts about this very result that no notice has withdrawn or lowered. */
  readonly current: readonly ChartedAlert[];
  /** How many notices the result has had: the `n` of what is raised next. */
  readonly notices: number;
};

/** One statement about one result; `n` orders them: an alert comes after the notices that it counts. */
type Statement = {
  readonly resultKey: string;
  readonly alert: ChartedAlert;
  readonly n: number;
  readonly level: Level;
  readonly own: boolean;
};

function statementsOf(alert: ChartedAlert): readonly Statement[] {
  const { resultKey, level, n: own } = alert;
  const others = alert.also.map(({ n = own, ...told }) => ({ ...told, alert, n, own: false }));
  return [{ resultKey, level, alert, n: own, own: true }, ...others];
}

const isNotice = ({ alert }: Statement) => alert.kind !== 'alert';

const noticesOf = (statements: readonly Statement[]) =>
  Math.max(0, ...statements.filter(isNotice).map(({ n }) => n + 1));

const highest = (statements: readonly Statement[]) =>
  statements.toSorted(
    (a, b) =>
      levelRank(b.level) - levelRank(a.level) || b.alert.grade - a.alert.grade || b.alert.n - a.alert.n,
  )[0];

/** What a notice left standing. */
function afterNotice(
  notice: ChartedAlert | undefined,
  byId: ReadonlyMap<string, ChartedAlert>,
): Alerted['standing'] {
  if (notice?.standingLevel === undefined) return undefined;
  return { level: notice.standingLevel, alert: byId.get(String(notice.about)) ?? notice };
}

const higher = (a: Alerted['standing'], b: Alerted['standing']) =>
  a === undefined || (b !== undefined && levelRank(b.level) > levelRank(a.level)) ? b : a;

/** What has been told of every result that an alert or a notice mentions. */
export function alertedByResult(charted: readonly ChartedAlert[]): ReadonlyMap<string, Alerted> {
  const statements = Map.groupBy(charted.flatMap(statementsOf), ({ resultKey }) => resultKey);
  const byId = new Map(charted.map((alert) => [alert.id, alert]));
  const noticesBy = new Map(Array.from(statements, ([resultKey, about]) => [resultKey, noticesOf(about)]));
  const stands = ({ resultKey, n }: ChartedAlert) => n >= Number(noticesBy.get(resultKey));
  const alerted = ([resultKey, about]: [string, readonly Statement[]]): [string, Alerted] => {
    const notices = noticesOf(about);
    // Every notice has a smaller n: what is left are alerts.
    const valid = about.filter(({ n }) => n >= notices);
    const own = valid.filter((statement) => statement.own);
    const together = highest(valid.filter((statement) => !statement.own && stands(statement.alert)));
    const current = own.map((statement) => statement.alert);
    const lastNotice = about.findLast((statement) => isNotice(statement) && statement.n + 1 === notices);
    const standing = higher(highest(own), afterNotice(lastNotice?.alert, byId));
    return [resultKey, { standing, countedAs: together?.level ?? 'none', current, notices }];
  };
  return new Map(Array.from(statements, alerted));
}

/** A raised alert as the chart remembers it. */
export function toChartedAlert(raised: RaisedAlert, id: string, raisedAt: EpochMs): ChartedAlert {
  const { kind, alertLevel, grade, rule, resultKey, n, about, standingLevel, standingGrade } = raised;
  return {
    id,
    kind,
    level: alertLevel,
    grade,
    rule,
    resultKey,
    n,
    ...(about === undefined ? {} : { about }),
    ...(standingLevel === undefined ? {} : { standingLevel }),
    ...(standingGrade === undefined ? {} : { standingGrade }),
    collectedAt: raised.collectedAt,
    raisedAt,
    also: raised.also,
  };
}
