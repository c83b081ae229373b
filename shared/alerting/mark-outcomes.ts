import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { EpochMs } from '../clinical/instant.ts';

/** What became of one attempt to deliver one alert. */
export type Outcome = {
  readonly id: string;
  readonly where: string;
  readonly token: string;
} & ({ readonly is: 'sent'; readonly at: EpochMs } | { readonly is: 'failed'; readonly error: string });

const TRIES = 8;

/**
 * Notes the outcomes in the chart that was read, or, when another has been written since, in whichever chart holds the
 * alerts by now: a merge that is taken back moves them.
 */
export async function markOutcomes(
  repository: ChartRepository,
  chart: Chart,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const marked = outcomes.reduce(withOutcome, chart);
  if (await repository.write(marked)) return;
  for (const outcome of outcomes) await markOne(repository, outcome);
}

async function markOne(repository: ChartRepository, outcome: Outcome): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const chart = await chartHolding(repository, outcome);
    if (chart === undefined) continue;
    const marked = withOutcome(chart, outcome);
    if (marked === chart || (await repository.write(marked)) !== undefined) return;
  }
}

/** The chart of the result's own patient holds the alert, or one that has absorbed it. */
async function chartHolding(repository: ChartRepository, { id, where }: Outcome): Promise<Chart | undefined> {
  let chart = await repository.chart(where);
  while (!chart.alerts.some((alert) => alert.id === id)) {
    if (chart.mergedInto === undefined) return undefined;
    chart = await repository.chart(chart.mergedInto);
  }
  return chart;
}

/** The same chart when there is nothing to note. */
function withOutcome(chart: Chart, outcome: Outcome): Chart {
  const alerts = chart.alerts.map((alert) => (alert.id === outcome.id ? markedAlert(alert, outcome) : alert));
  return alerts.every((alert, index) => alert === chart.alerts[index]) ? chart : { ...chart, alerts };
}

function markedAlert(alert: ChartEntry, outcome: Outcome): ChartEntry {
  const delivery = deliveryAfter(alert.delivery, outcome);
  return delivery === alert.delivery ? alert : { ...alert, delivery };
}

/** Sent is sent, whoever holds the claim by now; a failure is noted only by the holder. */
function deliveryAfter(delivery: Delivery, outcome: Outcome): Delivery {
  if (delivery.state !== 'claimed') return delivery;
  if (outcome.is === 'sent') return { state: 'sent', sentAt: outcome.at, attempts: delivery.attempts };
  return delivery.token === outcome.token ? { ...delivery, lastError: outcome.error } : delivery;
}
