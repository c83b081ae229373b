import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { EpochMs } from '../clinical/instant.ts';

/** What became of one attempt to deliver one alert. */
export type Outcome = {
  readonly id: string;
  readonly where: string;
  readonly token: string;
} & (
  | {
      readonly is: 'sent';
      readonly at: EpochMs;
      /** The alert whose reference the page bears, where it stands for several. */
      readonly together?: string;
    }
  | { readonly is: 'failed'; readonly error: string }
  | { readonly is: 'held'; readonly until: EpochMs }
);

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
  for (const outcome of outcomes) {
    await changeDelivery(repository, outcome, (delivery) => deliveryAfter(delivery, outcome));
  }
}

/** Where an alert is looked for: the partition of its result. */
export type AlertPlace = Pick<Outcome, 'id' | 'where'>;

/** Changes the delivery of one alert in whichever chart holds it by now; false when it lost too many races. */
export async function changeDelivery(
  repository: ChartRepository,
  place: AlertPlace,
  change: (delivery: Delivery) => Delivery,
): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const chart = await chartHolding(repository, place);
    if (chart === undefined) continue;
    const changed = withChange(chart, place.id, change);
    if (changed === chart || (await repository.write(changed)) !== undefined) return true;
  }
  return false;
}

/** The chart of the result's own patient holds the alert, or one that has absorbed it. */
async function chartHolding(
  repository: ChartRepository,
  { id, where }: AlertPlace,
): Promise<Chart | undefined> {
  let chart = await repository.chart(where);
  while (!chart.alerts.some((alert) => alert.id === id)) {
    if (chart.mergedInto === undefined) return undefined;
    chart = await repository.chart(chart.mergedInto);
  }
  return chart;
}

function withOutcome(chart: Chart, outcome: Outcome): Chart {
  return withChange(chart, outcome.id, (delivery) => deliveryAfter(delivery, outcome));
}

/** The same chart when there is nothing to change. */
function withChange(chart: Chart, id: string, change: (delivery: Delivery) => Delivery): Chart {
  const alerts = chart.alerts.map((alert) => (alert.id === id ? changedAlert(alert, change) : alert));
  return alerts.every((alert, index) => alert === chart.alerts[index]) ? chart : { ...chart, alerts };
}

function changedAlert(alert: ChartEntry, change: (delivery: Delivery) => Delivery): ChartEntry {
  const delivery = change(alert.delivery);
  return delivery === alert.delivery ? alert : { ...alert, delivery };
}

/** Sent is sent, whoever holds the claim by now; anything else is noted only by the holder. */
function deliveryAfter(delivery: Delivery, outcome: Outcome): Delivery {
  if (delivery.state !== 'claimed') return delivery;
  if (outcome.is === 'sent') {
    const { at, together } = outcome;
    return { state: 'sent', sentAt: at, attempts: delivery.attempts, ...(together && { together }) };
  }
  if (delivery.token !== outcome.token) return delivery;
  return outcome.is === 'failed'
    ? { ...delivery, lastError: outcome.error }
    : { ...delivery, until: outcome.until, held: true };
}
