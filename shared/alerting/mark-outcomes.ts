import { changeEntry, withEntry } from '../chart/change-entry.ts';
import type { Chart, ChartEntry } from '../chart/chart.ts';
import type { ChartRepository } from '../chart/chart-repository.ts';
import type { Delivery } from '../chart/delivery.ts';
import { stepOf } from '../chart/escalation.ts';
import type { EpochMs } from '../clinical/instant.ts';

/** What became of one attempt to deliver one alert. */
export type Outcome = {
  readonly id: string;
  readonly where: string;
  readonly token: string;
  /** The step of the escalation that was paged. */
  readonly step: number;
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
  if (await repository.write(outcomes.reduce(withOutcome, chart))) return;
  for (const outcome of outcomes) await changeEntry(repository, outcome, (entry) => marked(entry, outcome));
}

function withOutcome(chart: Chart, outcome: Outcome): Chart {
  const entry = chart.alerts.find(({ id }) => id === outcome.id);
  return entry === undefined ? chart : withEntry(chart, marked(entry, outcome));
}

/** The same alert when there is nothing to note: that one step was sent says nothing of the next. */
function marked(entry: ChartEntry, outcome: Outcome): ChartEntry {
  if (stepOf(entry.escalation) !== outcome.step) return entry;
  const delivery = deliveryAfter(entry.delivery, outcome);
  return delivery === entry.delivery ? entry : { ...entry, delivery };
}

/**
 * Sent is sent, whoever holds the claim by now, and though somebody has answered meanwhile; anything else is noted only
 * by the holder.
 */
function deliveryAfter(delivery: Delivery, outcome: Outcome): Delivery {
  if (delivery.state !== 'claimed' && delivery.state !== 'stopped') return delivery;
  if (outcome.is === 'sent') {
    const { at, together } = outcome;
    return { state: 'sent', sentAt: at, attempts: delivery.attempts, ...(together && { together }) };
  }
  if (delivery.state === 'stopped' || delivery.token !== outcome.token) return delivery;
  return outcome.is === 'failed'
    ? { ...delivery, lastError: outcome.error }
    : { ...delivery, until: outcome.until, held: true };
}
