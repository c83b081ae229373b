import type { Chart, ChartEntry } from '../../shared/chart/chart.ts';
import { DEFAULT_CLAIM_TIMES } from '../../shared/chart/delivery.ts';
import { auditEntrySchema } from '../../shared/desk/audit-entry.ts';
import type { PatientGroup } from './oracle.ts';
import type { ToldAnswer } from './people.ts';
import type { World } from './world.ts';

/** What had been claimed before the answer is on its way for so long at most; clocks differ by some seconds. */
const ON_ITS_WAY_MS = DEFAULT_CLAIM_TIMES.longestMs + 10_000;

/** What must hold of the answers of people when all is quiet. */
export function answersDiffer(charts: readonly Chart[], world: World): readonly string[] {
  const alerts = new Map(charts.flatMap((chart) => chart.alerts.map((alert) => [alert.id, alert] as const)));
  const { answers } = world.outcomes;
  const stands = (answer: ToldAnswer) => isStanding(alerts.get(answer.alertId), answer);
  return [
    ...(answers.every((answer) => isKept(alerts.get(answer.alertId), answer))
      ? []
      : ['I10: an answer is lost']),
    ...(answers.some((answer) => stands(answer) && isPagedAfter(answer, world))
      ? ['I10: an answered alert was paged again']
      : []),
    ...([...alerts.values()].every((alert) => isAudited(alert, world))
      ? []
      : ['I10: an answer is not in the audit trail']),
  ];
}

/** Once every snooze is over. */
export function snoozesLeft(charts: readonly Chart[]): readonly string[] {
  const left = charts.flatMap(({ alerts }) => alerts).filter(isSnoozed);
  return left.some(({ level }) => level !== 'worklist') ? ['I10: a snooze did not end'] : [];
}

/** While snoozes may still last: none that awaits a result that has come, and of which its user was told. */
export function resultsUnnoticed(groups: readonly PatientGroup[], { outcomes }: World): readonly string[] {
  const isMissed = groups.some(({ alerts, calcium }) => {
    const newest = Math.max(...calcium.map(({ collectedAt }) => collectedAt));
    return alerts.some((alert) => {
      const { acknowledgement } = alert;
      if (acknowledgement?.reason !== 'until-next-result') return false;
      const isTold = outcomes.answers.some((answer) => answer.by === acknowledgement.by);
      return isTold && (acknowledgement.untilNextResult?.after ?? 0) < newest;
    });
  });
  return isMissed ? ['I10: a result did not end the snooze that awaited it'] : [];
}

const isSnoozed = ({ acknowledgement }: ChartEntry) => acknowledgement?.state === 'snoozed';

/** What was told stands, or somebody has changed it since. */
function isKept(alert: ChartEntry | undefined, { by, version }: ToldAnswer): boolean {
  const count = alert?.answers?.count ?? 0;
  if (count > version) return true;
  const { acknowledgement } = alert ?? {};
  return count === version && (acknowledgement === undefined || acknowledgement.by === by);
}

function isStanding(alert: ChartEntry | undefined, { version }: ToldAnswer): boolean {
  return alert?.answers?.count === version && alert.acknowledgement?.state === 'acknowledged';
}

function isPagedAfter({ alertId, toldAt }: ToldAnswer, { outcomes }: World): boolean {
  return outcomes.published.some(
    ({ alertId: first, others = [] }, index) =>
      [first, ...others.map((other) => other.alertId)].includes(alertId) &&
      Number(outcomes.publishedAt[index]) > toldAt + ON_ITS_WAY_MS,
  );
}

function isAudited({ id, where, acknowledgement }: ChartEntry, { memory }: World): boolean {
  if (acknowledgement === undefined) return true;
  const { by, at } = acknowledgement;
  return memory
    .items()
    .filter(({ pk, sk }) => pk === where && sk.startsWith(`AUDIT#${id}#`))
    .map((item) => auditEntrySchema.parse(item))
    .some((entry) => entry.by === by && entry.at === at);
}
