import { toChartedAlert } from '../clinical/alerted.ts';
import type { EpochMs } from '../clinical/instant.ts';
import type { RaisedAlert } from '../clinical/verdict.ts';
import type { Chart, ChartEntry } from './chart.ts';
import type { Delivery } from './delivery.ts';
import type { FreezeEscalation } from './escalation.ts';
import type { AlertIdentity } from './keys.ts';
import type { StoredFact } from './stored-fact.ts';
import type { Union } from './union.ts';

/** An alert the judge raised that the union does not hold yet. */
export type NewAlert = {
  readonly id: string;
  /** Partition in which its result lies; a notice goes where the alert it is about lies, and stays with it. */
  readonly where: string;
  readonly raised: RaisedAlert;
};

/**
 * What of a verdict is to be raised: nothing that is charted already, nothing twice, and no notice about an alert
 * of which a fact is missing, for a missing fact never retracts.
 */
export function newAlerts(
  raised: readonly RaisedAlert[],
  union: Union,
  idOf: (alert: AlertIdentity) => string,
): readonly NewAlert[] {
  const charted = new Map(union.alerts.map((alert) => [alert.id, alert]));
  const uncertain = new Set(alertsLackingFacts(union).map(({ id }) => id));
  const found = new Map<string, NewAlert>();
  for (const alert of raised) {
    const about = alert.about ?? '';
    const where = charted.get(about)?.where ?? alert.where;
    const id = idOf({ ...alert, where, level: alert.alertLevel });
    if (!charted.has(id) && !uncertain.has(about)) found.set(id, { id, where, raised: alert });
  }
  return [...found.values()];
}

/** The alerts of which the union lacks a fact that they rest on. Facts of patients who have left it do not count. */
export function alertsLackingFacts({ alerts, facts, keys }: Union): readonly ChartEntry[] {
  if (alerts.length === 0) return [];
  const present = new Set(facts.map(({ fact }) => `${fact.where} ${shortKey(fact.factKey)}`));
  return alerts.filter(({ restsOn }) =>
    restsOn.some(
      (part) => keys.has(part.where) && part.facts.some((key) => !present.has(`${part.where} ${key}`)),
    ),
  );
}

const SHORT_KEY_LENGTH = 12;

/** The end of a fact's key: 72 bits of its content hash. */
function shortKey(factKey: string): string {
  return factKey.slice(-SHORT_KEY_LENGTH);
}

/** The entry of a new alert. Its notices go to the team that was alerted, whoever has the patient now. */
export function entryOf(
  { id, where, raised }: NewAlert,
  union: Union,
  more: {
    readonly raisedAt: EpochMs;
    readonly details: string;
    readonly delivery: Delivery;
    /** Who is paged of patients of a feed whom the registry gives no team. */
    readonly feedTeams: ReadonlyMap<string, string>;
    readonly freezeEscalation: FreezeEscalation;
  },
): ChartEntry {
  const about = union.alerts.find((alert) => alert.id === raised.about);
  const { raisedAt, details, delivery, feedTeams, freezeEscalation } = more;
  const team = about === undefined ? (raised.team ?? teamByFeed(raised, union, feedTeams)) : about.team;
  const escalation =
    raised.kind === 'alert' ? freezeEscalation({ team, level: raised.alertLevel, raisedAt }) : undefined;
  return {
    ...toChartedAlert(raised, id, raisedAt),
    also: [...raised.also],
    where,
    details,
    delivery: raised.alertLevel === 'worklist' ? { state: 'none' } : delivery,
    ...(team === undefined ? {} : { team }),
    ...(escalation && { escalation }),
    ...foundation(raised.restsOn, union.facts),
  };
}

/** Whether it rests on nothing that was received since: it may have been raised and sent before the table was restored. */
export function isOlderThan(restoredAt: EpochMs, { raised }: NewAlert, { facts }: Union): boolean {
  const needed = new Set(raised.restsOn);
  return !facts.some(({ fact }) => needed.has(fact.factKey) && fact.receivedAt >= restoredAt);
}

/** The judgement rests on the fact of its calcium first. */
function teamByFeed(
  { restsOn: [calcium] }: RaisedAlert,
  { facts }: Union,
  feedTeams: ReadonlyMap<string, string>,
): string | undefined {
  const stored = facts.find(({ fact }) => fact.factKey === calcium);
  return stored && feedTeams.get(stored.fact.feed);
}

function foundation(
  factKeys: readonly string[],
  facts: readonly StoredFact[],
): Pick<ChartEntry, 'restsOn' | 'restsUntil'> {
  const needed = new Set(factKeys);
  const byPatient = new Map<string, string[]>();
  let until = Number.POSITIVE_INFINITY;
  for (const { fact, expiresAt } of facts.filter((stored) => needed.has(stored.fact.factKey))) {
    byPatient.set(fact.where, [...(byPatient.get(fact.where) ?? []), shortKey(fact.factKey)]);
    if (expiresAt !== undefined) until = Math.min(until, expiresAt * 1000);
  }
  const restsOn = Array.from(byPatient, ([where, keys]) => ({ where, facts: keys }));
  return until === Number.POSITIVE_INFINITY ? { restsOn } : { restsOn, restsUntil: until as EpochMs };
}

/** The chart with these alerts at its end. */
export function withAlerts(chart: Chart, entries: readonly ChartEntry[]): Chart {
  return { ...chart, alerts: [...chart.alerts, ...entries] };
}
