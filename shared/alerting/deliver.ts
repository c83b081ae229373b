import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { ClaimedDelivery, ClaimTimes } from '../chart/delivery.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { AlertToPage } from './compose-page.ts';
import { markOutcomes, type Outcome } from './mark-outcomes.ts';
import type { Page, Publisher } from './publisher.ts';

/** What delivering needs of the outside. */
export type DeliveryDependencies = {
  readonly repository: ChartRepository;
  readonly publisher: Publisher;
  readonly composePage: (alert: AlertToPage) => Page;
  readonly clock: Clock;
  readonly claimTimes: ClaimTimes;
  readonly telemetry: Telemetry;
};

export type Delivered = { readonly delivered: number; readonly failed: number };

/**
 * Publishes what these claims hold in a chart just read or written, then marks it. Never rejects: what is not sent, or
 * sent and not marked, is due again when the claim runs out.
 */
export async function deliverClaimed(
  dependencies: DeliveryDependencies,
  chart: Chart,
  claims: ReadonlySet<string>,
): Promise<Delivered> {
  const outcomes: Outcome[] = [];
  let claimed = 0;
  for (const alert of chart.alerts) {
    const { delivery } = alert;
    if (delivery.state !== 'claimed' || !claims.has(delivery.token)) continue;
    claimed += 1;
    const outcome = await publishWithin(dependencies, alert, delivery);
    if (outcome !== undefined) {
      outcomes.push({ id: alert.id, where: alert.where, token: delivery.token, ...outcome });
    }
  }
  await markOrLeave(dependencies, chart, outcomes);
  const delivered = outcomes.filter(({ is }) => is === 'sent').length;
  return { delivered, failed: claimed - delivered };
}

/** undefined when too little of the claim is left to begin. */
async function publishWithin(
  { publisher, composePage, clock, claimTimes, telemetry }: DeliveryDependencies,
  { id: alertId, where, team, level, kind }: ChartEntry,
  { until, attempts }: ClaimedDelivery,
): Promise<
  | { readonly is: 'sent'; readonly at: EpochMs }
  | { readonly is: 'failed'; readonly error: string }
  | undefined
> {
  if (clock.now() + claimTimes.marginMs >= until) return undefined;
  try {
    const page = composePage({ alertId, team, level, kind, repeat: attempts > 1 });
    await publisher.publish(page, where);
    telemetry.count('PagesPublished', 1, { team: page.team, level });
    return { is: 'sent', at: clock.now() };
  } catch (error) {
    telemetry.error('publish-failed', error, { alertId, attempts });
    telemetry.count('PublishFailed', 1, { level });
    return { is: 'failed', error: error instanceof Error ? error.name : 'unknown' };
  }
}

async function markOrLeave(
  { repository, telemetry }: DeliveryDependencies,
  chart: Chart,
  outcomes: readonly Outcome[],
): Promise<void> {
  try {
    await markOutcomes(repository, chart, outcomes);
  } catch (error) {
    telemetry.error('mark-failed', error, { alerts: outcomes.length });
  }
}
