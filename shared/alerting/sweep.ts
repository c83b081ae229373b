import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { Sweep } from '../chart/chart-service.ts';
import { furtherClaim, isDue } from '../chart/delivery.ts';
import { stepOf } from '../chart/escalation.ts';
import { completeLeaving } from '../chart/leaving.ts';
import type { Table } from '../chart/table.ts';
import type { EpochMs } from '../clinical/instant.ts';
import { escalated, isBeingLeft } from './escalate.ts';
import { claimedBy } from './publish-page.ts';
import { type ClaimedChart, type SendDueDependencies, sendDue } from './send-due.ts';

/** What the sweep needs of the outside. */
export type SweepDependencies = SendDueDependencies & {
  readonly table: Pick<Table, 'due'>;
  readonly dueShards: number;
  /** How many charts of a shard one sweep looks at, those due for longest first. */
  readonly chartsPerShard: number;
  readonly newToken: () => string;
};

/** What a sweep found of a chart that the index says is due. */
type Looked = ClaimedChart | 'nothing-due' | 'failed';

/** Sends what is due, and moves on whatever nobody has answered in time; measures how long the oldest alert it could not send has waited. One bad chart or shard never stops it. */
export function createSweep(dependencies: SweepDependencies): Sweep {
  const { clock, dueShards, telemetry } = dependencies;
  return async () => {
    const shards = Array.from({ length: dueShards }, (_, shard) => claimShard(dependencies, shard));
    const looked = (await Promise.all(shards)).flat();
    const charts = looked.filter((chart) => typeof chart !== 'string');
    const claimed = charts.flatMap(({ alerts }) => alerts);
    const outcomes = await sendDue(dependencies, charts);
    const sent = new Set(outcomes.flatMap(({ id, is }) => (is === 'sent' ? [id] : [])));
    const unsent = claimed.filter(({ id }) => !sent.has(id));
    const oldestUnsent = Math.min(clock.now(), ...unsent.map(waitsSince));
    telemetry.measure('OldestUnsentMs', clock.now() - oldestUnsent, 'Milliseconds');
    const bad = looked.filter((chart) => chart === 'failed').length;
    return { delivered: sent.size, failed: unsent.length + bad, charts: looked.length };
  };
}

/** An alert waits for its first page since it was raised, for each further one since its step began. */
const waitsSince = ({ raisedAt, escalation }: ChartEntry) => escalation?.startedAt ?? raisedAt;

async function claimShard(dependencies: SweepDependencies, shard: number): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  for (const pk of await dueCharts(dependencies, shard)) looked.push(await claimChart(dependencies, pk));
  return looked;
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

async function claimChart(dependencies: SweepDependencies, pk: string): Promise<Looked> {
  const { repository, newToken, clock, telemetry } = dependencies;
  try {
    const chart = await repository.chart(pk);
    if (chart.leaving !== undefined) {
      await completeLeaving(repository, chart, chart.leaving);
      return 'nothing-due';
    }
    const token = newToken();
    const claimed = await claimDue(dependencies, chart, token, clock.now());
    if (claimed === undefined) return 'nothing-due';
    return { chart: claimed, alerts: claimedBy(claimed, new Set([token])) };
  } catch (error) {
    telemetry.error('sweep-failed', error);
    return 'failed';
  }
}

/** undefined when nothing is due (the index may be behind) or another was faster. */
async function claimDue(
  dependencies: SweepDependencies,
  chart: Chart,
  token: string,
  now: EpochMs,
): Promise<Chart | undefined> {
  const { repository, claimTimes, telemetry } = dependencies;
  const moved = await escalated(dependencies, chart, token, now);
  const alerts = (moved ?? chart.alerts).map(claimedIfDue);
  if (alerts.every((alert, index) => alert === chart.alerts[index])) return undefined;
  const written = await repository.write({ ...chart, alerts });
  if (written === undefined) return undefined;
  const steps = stepsBetween(chart.alerts, alerts);
  for (const { level } of steps) telemetry.count('AlertsEscalated', 1, { level });
  // Whoever has begun to take the alerts elsewhere meanwhile may not have seen the step: then it is theirs to page.
  if (steps.length > 0 && (await isBeingLeft(repository, chart))) return undefined;
  return written;

  function claimedIfDue(alert: ChartEntry): ChartEntry {
    if (!isDue(alert.delivery, now)) return alert;
    return { ...alert, delivery: furtherClaim(alert.delivery, token, now, claimTimes) };
  }
}

function stepsBetween(before: readonly ChartEntry[], after: readonly ChartEntry[]): readonly ChartEntry[] {
  return after.filter(({ escalation }, index) => stepOf(escalation) > stepOf(before[index]?.escalation));
}
