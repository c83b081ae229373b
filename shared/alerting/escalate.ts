import { awakened, isAwake } from '../chart/answer.ts';
import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import { type ClaimTimes, firstClaim } from '../chart/delivery.ts';
import { escalates } from '../chart/due.ts';
import { advanced, stepOf, withdrawn } from '../chart/escalation.ts';
import { standsIn } from '../chart/stands.ts';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Operations, OperationsNotice } from './publisher.ts';
import { referenceOf } from './wording.ts';

/** What a step needs of the outside. */
export type EscalateDependencies = {
  readonly repository: Pick<ChartRepository, 'chart'>;
  readonly operations: Operations;
  readonly claimTimes: ClaimTimes;
  readonly telemetry: Pick<Telemetry, 'count' | 'error'>;
};

/**
 * The alerts of a chart with every snooze that is over ended, and every escalation that is due one step further, its
 * delivery claimed anew for whom that step pages; of what a notice has taken back nobody is paged any more. After the last
 * step operations are told, before it is noted.
 * Undefined where another worker is moving alerts out of the charts above: they are due again in a minute.
 */
export async function escalated(
  dependencies: EscalateDependencies,
  chart: Chart,
  token: string,
  now: EpochMs,
): Promise<readonly ChartEntry[] | undefined> {
  if (!chart.alerts.some((alert) => escalates(alert, now) || isAwake(alert, now))) return chart.alerts;
  const above = await chartsAbove(dependencies.repository, chart);
  if (isLeft(above)) return undefined;
  const stands = standsIn([...chart.alerts, ...above.flatMap(({ alerts }) => alerts)]);
  const alerts: ChartEntry[] = [];
  for (const alert of chart.alerts) {
    alerts.push(await oneStep(dependencies, alert, { stands, token, now }));
  }
  return alerts;
}

/** Whether another worker has begun to move alerts out of the charts above: then they may be paged by where they go. */
export async function isBeingLeft(
  repository: EscalateDependencies['repository'],
  chart: Chart,
): Promise<boolean> {
  return isLeft(await chartsAbove(repository, chart));
}

const isLeft = (above: readonly Chart[]) => above.some(({ leaving }) => leaving !== undefined);

/** The charts that have absorbed this one: a notice about one of its alerts may lie there. */
async function chartsAbove(
  repository: EscalateDependencies['repository'],
  { mergedInto }: Chart,
): Promise<readonly Chart[]> {
  const above: Chart[] = [];
  let next = mergedInto;
  while (next !== undefined) {
    const chart: Chart = await repository.chart(next);
    above.push(chart);
    next = chart.mergedInto;
  }
  return above;
}

type Step = {
  readonly stands: (alert: ChartEntry) => boolean;
  readonly token: string;
  readonly now: EpochMs;
};

async function oneStep(
  dependencies: EscalateDependencies,
  alert: ChartEntry,
  { stands, token, now }: Step,
): Promise<ChartEntry> {
  if (isAwake(alert, now)) return awakened(alert, now, stands);
  if (!escalates(alert, now)) return alert;
  const { escalation } = alert;
  if (!stands(alert)) return { ...alert, escalation: withdrawn(escalation) };
  const next = advanced(escalation, now);
  if (stepOf(next) > stepOf(escalation)) {
    return { ...alert, escalation: next, delivery: firstClaim(token, now, dependencies.claimTimes) };
  }
  return (await tellUnanswered(dependencies, alert)) ? { ...alert, escalation: next } : alert;
}

/** False where they could not be told: the alert stays due. */
async function tellUnanswered(
  { operations, telemetry }: EscalateDependencies,
  alert: ChartEntry,
): Promise<boolean> {
  try {
    await operations.tell(unanswered(alert));
    telemetry.count('AlertsUnanswered', 1, { level: alert.level });
    return true;
  } catch (error) {
    telemetry.error('operations-not-told', error);
    return false;
  }
}

/** Told once an alert, and again where it was paged again since: a second time under the same subject only counts. */
function unanswered(alert: ChartEntry): OperationsNotice {
  const { id, level, team = 'the fallback team', raisedAt, escalation } = alert;
  const since = escalation?.shifted ? `, paged again at ${isoInstant(escalation.startedAt)}` : '';
  return {
    code: 'UNANSWERED',
    subject: `${level} ref ${referenceOf(id)} of ${isoInstant(raisedAt)}${since}`,
    text: `Nobody has acknowledged an alert of ${team}: every step of its escalation was paged and its time is over. Telephone the people of that team now, with its reference, until somebody takes it (docs/operations.md).`,
  };
}
