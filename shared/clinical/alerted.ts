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
  readonly alert: ChartedAlert;
  readonly n: number;
  readonly level: Level;
  readonly own: boolean;
};
type Statements = { readonly alerts: Statement[]; readonly notices: Statement[] };

function statementsByResult(charted: readonly ChartedAlert[]): ReadonlyMap<string, Statements> {
  const byResult = new Map<string, Statements>();
  const file = (resultKey: string, statement: Statement) => {
    const statements = byResult.get(resultKey) ?? { alerts: [], notices: [] };
    byResult.set(resultKey, statements);
    (statement.alert.kind === 'alert' ? statements.alerts : statements.notices).push(statement);
  };
  for (const alert of charted) {
    file(alert.resultKey, { alert, n: alert.n, level: alert.level, own: true });
    for (const { resultKey, level, n } of alert.also) {
      file(resultKey, { alert, n: n ?? alert.n, level, own: false });
    }
  }
  return byResult;
}

const noticesOf = ({ notices }: Statements) => Math.max(0, ...notices.map(({ n }) => n + 1));

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
  const statements = statementsByResult(charted);
  const byId = new Map(charted.map((alert) => [alert.id, alert]));
  const stands = (alert: ChartedAlert) => {
    const about = statements.get(alert.resultKey);
    return about !== undefined && alert.n >= noticesOf(about);
  };
  const alerted = ([resultKey, about]: [string, Statements]): [string, Alerted] => {
    const notices = noticesOf(about);
    const valid = about.alerts.filter(({ n }) => n >= notices);
    const own = valid.filter((statement) => statement.own);
    const together = highest(valid.filter((statement) => !statement.own && stands(statement.alert)));
    const current = own.map((statement) => statement.alert);
    const lastNotice = about.notices.findLast(({ n }) => n + 1 === notices);
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
