import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ClaimedDelivery, ClaimTimes } from '../chart/delivery.ts';
import { stepOf } from '../chart/escalation.ts';
import { levelRank } from '../clinical/level.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AlertToPage } from './compose-page.ts';
import type { Outcome } from './mark-outcomes.ts';
import type { Page, Publisher } from './publisher.ts';

/** What publishing needs of the outside. */
export type PublishDependencies = {
  readonly publisher: Publisher;
  readonly composePage: (alert: AlertToPage) => Page;
  readonly clock: Clock;
  readonly claimTimes: ClaimTimes;
  readonly telemetry: Telemetry;
};

/** An alert whose delivery an attempt holds. */
export type ClaimedAlert = ChartEntry & { readonly delivery: ClaimedDelivery };

/** The alerts of a chart that these claims hold, the most urgent first. */
export function claimedBy(chart: Chart, claims: ReadonlySet<string>): readonly ClaimedAlert[] {
  return chart.alerts
    .flatMap((alert) => {
      const { delivery } = alert;
      return delivery.state === 'claimed' && claims.has(delivery.token) ? [{ ...alert, delivery }] : [];
    })
    .sort(byUrgency);
}

export function byUrgency(a: ChartEntry, b: ChartEntry): number {
  return levelRank(b.level) - levelRank(a.level);
}

/** Alerts that one page stands for: of one team, level, kind and step, and all or none of them perhaps sent before. */
export type PagedTogether = readonly [ClaimedAlert, ...ClaimedAlert[]];

export function pageOf(
  { composePage, clock }: Pick<PublishDependencies, 'composePage' | 'clock'>,
  [first, ...others]: PagedTogether,
): Page {
  const { id: alertId, team, level, kind, delivery, escalation } = first;
  const page = composePage({
    ...{ alertId, team, level, kind, escalation },
    repeat: delivery.attempts > 1,
    count: 1 + others.length,
    at: clock.now(),
  });
  return others.length === 0
    ? page
    : { ...page, others: others.map(({ id, where }) => ({ alertId: id, where })) };
}

/** Publishes one page; what became of it holds for each of its alerts. No outcome when too little of a claim is left to begin. */
export async function publishPage(
  dependencies: PublishDependencies,
  alerts: PagedTogether,
): Promise<readonly Outcome[]> {
  const { publisher, clock, claimTimes, telemetry } = dependencies;
  const [{ id: alertId, where, level, delivery }] = alerts;
  const until = Math.min(...alerts.map((alert) => alert.delivery.until));
  if (clock.now() + claimTimes.marginMs >= until) return [];
  try {
    const page = pageOf(dependencies, alerts);
    await publisher.publish(page, where);
    telemetry.count('PagesPublished', 1, { team: page.team, level });
    const sent = { is: 'sent', at: clock.now(), ...(page.others && { together: alertId }) } as const;
    return alerts.map((alert) => ({ ...placeOf(alert), ...sent }));
  } catch (error) {
    telemetry.error('publish-failed', error, { alertId, attempts: delivery.attempts });
    telemetry.count('PublishFailed', 1, { level });
    const failed = { is: 'failed', error: error instanceof Error ? error.name : 'unknown' } as const;
    return alerts.map((alert) => ({ ...placeOf(alert), ...failed }));
  }
}

/** Where the outcome of an attempt is noted. */
export function placeOf({
  id,
  where,
  delivery,
  escalation,
}: ClaimedAlert): Pick<Outcome, 'id' | 'where' | 'token' | 'step'> {
  return { id, where, token: delivery.token, step: stepOf(escalation) };
}
