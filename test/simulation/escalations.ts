import type { Page } from '../../shared/alerting/publisher.ts';
import { referenceOf } from '../../shared/alerting/wording.ts';
import type { Chart, ChartEntry } from '../../shared/chart/chart.ts';
import { type FreezeEscalation, stepOf } from '../../shared/chart/escalation.ts';
import type { Item } from '../../shared/chart/table.ts';
import { MINUTE_MS, plusMs } from '../../shared/clinical/instant.ts';
import type { Outcomes } from './outcomes.ts';
import type { World } from './world.ts';

/** Whoever does not answer has so little time that the steps of an alert fall among the faults. */
const STEP_MS = 2 * MINUTE_MS;
const LATER_STEPS = ['second', 'third'];
const STEPS = 1 + LATER_STEPS.length;
const ALL_STEPS = Array.from({ length: STEPS }, (_, index) => index + 1);

/** Until every escalation is over, a snooze that has just ended included. */
export const ESCALATIONS_OVER_MINUTES = 5 * STEPS;

export const freezeInSteps: FreezeEscalation = ({ level, raisedAt }) => {
  if (level === 'worklist') return undefined;
  const next = LATER_STEPS.map((name, index) => ({
    dueAt: plusMs(raisedAt, (index + 1) * STEP_MS),
    contacts: [name],
  }));
  const overAt = plusMs(raisedAt, STEPS * STEP_MS);
  return { of: STEPS, startedAt: raisedAt, contacts: ['first'], next, overAt };
};

const alertIdsOf = ({ alertId, others = [] }: Page) => [alertId, ...others.map((other) => other.alertId)];

/** What must hold of escalations once all of them are over. */
export function escalationsDiffer(charts: readonly Chart[], { outcomes, memory }: World): readonly string[] {
  const order = new Map([...memory.raised].map((id, index) => [id, index]));
  const alerts = charts
    .flatMap((chart) => chart.alerts)
    .toSorted((a, b) => Number(order.get(a.id)) - Number(order.get(b.id)));
  const stepsOf = ({ id }: ChartEntry) =>
    outcomes.published.filter((page) => alertIdsOf(page).includes(id)).map(({ step }) => step);
  const noticesOf = ({ id }: ChartEntry) =>
    unansweredTold(outcomes).filter((text) => text.includes(` ${referenceOf(id)} `));
  const isWhole = (alert: ChartEntry) => ALL_STEPS.every((step) => stepsOf(alert).includes(step));
  // Operations are told once a subject: what is told again under the same one only counts. After a snooze it is another.
  const isToldOnce = (alert: ChartEntry) => {
    const told = new Set(noticesOf(alert)).size;
    return told > 0 && told <= 1 + (alert.answers?.count ?? 0);
  };
  const unanswered = alerts.filter((alert, index) => isUnanswered(alert, alerts.slice(index)));
  const escalating = alerts.filter(({ escalation }) => escalation !== undefined);
  const told = escalating.filter((alert) => noticesOf(alert).length > 0);
  return [
    ...(unanswered.every(isWhole) ? [] : ['I11: a step was never paged']),
    ...(unanswered.every(isToldOnce) ? [] : ['I11: an alert ended unanswered, and that was not told once']),
    ...(told.every(isWhole) ? [] : ['I11: operations were told before every step was paged']),
    ...(escalating.every((alert) => isInOrder(stepsOf(alert)))
      ? []
      : ['I11: steps were paged in another order']),
  ];
}

/** What operations were told of alerts that nobody has answered, every time. */
export function unansweredTold({ told }: Pick<Outcomes, 'told'>): readonly string[] {
  return told.filter((text) => text.includes('"UNANSWERED"'));
}

/** Open in the end, and no notice since speaks of its result, itself or beside another of its draw. */
function isUnanswered(
  { kind, level, acknowledgement, resultKey }: ChartEntry,
  since: readonly ChartEntry[],
): boolean {
  const isTakenBack = since.some(
    (other) => other.kind !== 'alert' && [other, ...other.also].some((told) => told.resultKey === resultKey),
  );
  return kind === 'alert' && level !== 'worklist' && acknowledgement === undefined && !isTakenBack;
}

/** Each step for the first time after the one before it: a page of a worker that has crashed may come late. */
function isInOrder(steps: readonly number[]): boolean {
  const first = [...new Set(steps)];
  return first.every((step, index) => step === index + 1);
}

/** What the table alone can see: a step that begins although the alert is answered, or its chart knows a retraction of it. */
export function wrongSteps(before: Item | undefined, after: Item): readonly string[] {
  const escalating = entriesOf(after).filter(({ escalation }) => escalation && !escalation.withdrawn);
  if (escalating.length === 0) return [];
  const stored = new Map(entriesOf(before).map((entry) => [entry.id, entry]));
  const begun = escalating.filter(
    ({ id, escalation }) => stored.has(id) && stepOf(escalation) > stepOf(stored.get(id)?.escalation),
  );
  const retracted = new Set(
    entriesOf(before).flatMap(({ kind, about }) => (kind === 'retraction' ? [about] : [])),
  );
  return [
    ...(begun.some(({ acknowledgement }) => acknowledgement !== undefined)
      ? ['I11: a step began after the answer']
      : []),
    ...(begun.some(({ id }) => retracted.has(id)) ? ['I11: a step began after the retraction'] : []),
  ];
}

export function entriesOf(item: Item | undefined): readonly ChartEntry[] {
  return Array.isArray(item?.alerts) ? (item.alerts as readonly ChartEntry[]) : [];
}
