import type { Chart } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import { heldUntil } from '../chart/delivery.ts';
import type { AdmitPage } from './admit-page.ts';
import { markOutcomes, type Outcome } from './mark-outcomes.ts';
import {
  type ClaimedAlert,
  claimedBy,
  type PublishDependencies,
  pageOf,
  placeOf,
  publishPage,
} from './publish-page.ts';

/** What delivering needs of the outside. */
export type DeliveryDependencies = PublishDependencies & {
  readonly repository: ChartRepository;
  readonly admitPage: AdmitPage;
};

export type Delivered = { readonly delivered: number; readonly failed: number };

/**
 * Publishes what these claims hold in a chart just read or written, then marks it; what is one page too many for its team
 * is left to the sweep. Never rejects: what is not sent, or sent and not marked, is due again when the claim runs out.
 */
export async function deliverClaimed(
  dependencies: DeliveryDependencies,
  chart: Chart,
  claims: ReadonlySet<string>,
): Promise<Delivered> {
  const claimed = claimedBy(chart, claims);
  const outcomes: Outcome[] = [];
  for (const alert of claimed) outcomes.push(...(await publishOrHold(dependencies, alert)));
  await markOrLeave(dependencies, chart, outcomes);
  const count = (wanted: Outcome['is']) => outcomes.filter(({ is }) => is === wanted).length;
  const delivered = count('sent');
  return { delivered, failed: claimed.length - delivered - count('held') };
}

async function publishOrHold(
  dependencies: DeliveryDependencies,
  alert: ClaimedAlert,
): Promise<readonly Outcome[]> {
  const { admitPage, clock, claimTimes } = dependencies;
  if (await admitPage(pageOf(dependencies, [alert]).team)) return publishPage(dependencies, [alert]);
  return [{ ...placeOf(alert), is: 'held', until: heldUntil(clock.now(), claimTimes) }];
}

/** What cannot be marked is due again when its claim runs out. */
export async function markOrLeave(
  { repository, telemetry }: Pick<DeliveryDependencies, 'repository' | 'telemetry'>,
  chart: Chart,
  outcomes: readonly Outcome[],
): Promise<void> {
  try {
    await markOutcomes(repository, chart, outcomes);
  } catch (error) {
    telemetry.error('mark-failed', error, { alerts: outcomes.length });
  }
}
