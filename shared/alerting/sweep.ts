import type { Chart } from '../chart/chart.ts';
import type { Sweep } from '../chart/chart-service.ts';
import { furtherClaim, isDue } from '../chart/delivery.ts';
import { completeLeaving } from '../chart/leaving.ts';
import type { Table } from '../chart/table.ts';
import { type EpochMs, epochMs } from '../clinical/instant.ts';
import { type Delivered, type DeliveryDependencies, deliverClaimed } from './deliver.ts';

/** What the sweep needs of the outside. */
export type SweepDependencies = DeliveryDependencies & {
  readonly table: Pick<Table, 'due'>;
  readonly dueShards: number;
  /** How many charts of a shard one sweep looks at, those due for longest first. */
  readonly chartsPerShard: number;
  readonly newToken: () => string;
};

/** What became of a chart that was due; `unsentSince`: an alert of it was raised then and is still to be sent. */
type Swept = Delivered & { readonly unsentSince?: EpochMs };

const NOTHING: Swept = { delivered: 0, failed: 0 };

/** Sends what is due; measures how long the oldest alert it could not send has waited. One bad chart or shard never stops it. */
export function createSweep(dependencies: SweepDependencies): Sweep {
  const { clock, dueShards, telemetry } = dependencies;
  return async () => {
    const totals = { delivered: 0, failed: 0, charts: 0 };
    let oldestUnsent = Number.POSITIVE_INFINITY;
    for (let shard = 0; shard < dueShards; shard += 1) {
      for (const pk of await dueCharts(dependencies, shard)) {
        const { delivered, failed, unsentSince } = await deliverDue(dependencies, pk);
        totals.delivered += delivered;
        totals.failed += failed;
        totals.charts += 1;
        oldestUnsent = Math.min(oldestUnsent, unsentSince ?? oldestUnsent);
      }
    }
    telemetry.measure('OldestUnsentMs', Math.max(0, clock.now() - oldestUnsent), 'Milliseconds');
    return totals;
  };
}

async function dueCharts(
  { table, clock, chartsPerShard, telemetry }: SweepDependencies,
  shard: number,
): Promise<readonly string[]> {
  try {
    return await table.due(shard, clock.now(), chartsPerShard);
  } catch (error) {
    telemetry.error('due-unread', error, { shard });
    return [];
  }
}

async function deliverDue(dependencies: SweepDependencies, pk: string): Promise<Swept> {
  const { repository, newToken, telemetry } = dependencies;
  try {
    const chart = await repository.chart(pk);
    if (chart.leaving !== undefined) {
      await completeLeaving(repository, chart, chart.leaving);
      return NOTHING;
    }
    const token = newToken();
    const claimed = await claimDue(dependencies, chart, token, dependencies.clock.now());
    if (claimed === undefined) return NOTHING;
    const delivered = await deliverClaimed(dependencies, claimed, new Set([token]));
    return delivered.failed === 0 ? delivered : { ...delivered, unsentSince: firstClaimedBy(token, claimed) };
  } catch (error) {
    telemetry.error('sweep-failed', error);
    return { delivered: 0, failed: 1 };
  }
}

function firstClaimedBy(token: string, { alerts }: Chart): EpochMs {
  const claimed = alerts.filter(({ delivery }) => delivery.state === 'claimed' && delivery.token === token);
  return epochMs(Math.min(...claimed.map(({ raisedAt }) => raisedAt)));
}

/** undefined when nothing is due (the index may be behind) or another was faster. */
async function claimDue(
  { repository, claimTimes }: SweepDependencies,
  chart: Chart,
  token: string,
  now: EpochMs,
): Promise<Chart | undefined> {
  if (!chart.alerts.some(({ delivery }) => isDue(delivery, now))) return undefined;
  const alerts = chart.alerts.map((alert) =>
    isDue(alert.delivery, now)
      ? { ...alert, delivery: furtherClaim(alert.delivery, token, now, claimTimes) }
      : alert,
  );
  return repository.write({ ...chart, alerts });
}
