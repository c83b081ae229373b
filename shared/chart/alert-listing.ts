import { isoInstant } from '../clinical/instant.ts';
import type { Grade, Level } from '../clinical/level.ts';
import type { AlertKind, RuleId } from '../clinical/verdict.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { type AlertItem, alertItemKey, alertItemSchema } from './alert-item.ts';
import { CHART_KEY, type ChartEntry, chartSchema } from './chart.ts';
import type { Delivery } from './delivery.ts';
import { parseItem } from './stored-item.ts';
import type { Item } from './table.ts';

/** Reads every item of the table: on one machine only, where it is small. */
export type ScanItems = () => AsyncIterable<Item>;

/** One alert as a signed-in reader sees it; instants in ISO 8601, values as text. */
export type ListedAlert = {
  readonly alertId: string;
  readonly patient: PatientIdentifier;
  readonly level: Level;
  readonly kind: AlertKind;
  readonly grade: Grade;
  readonly flags: readonly string[];
  readonly rule: RuleId;
  readonly value: string;
  readonly unit: string;
  readonly correctedValue: string | null;
  readonly collectedAt: string;
  readonly raisedAt: string;
  readonly delivery: ShownDelivery;
  readonly acknowledgement: ShownAcknowledgement | null;
};

/** `none` is a worklist entry; `failed` will be sent again; `stopped` was answered before it was sent. */
export type ShownDelivery = 'none' | 'claimed' | 'failed' | 'sent' | 'stopped';

export type ShownAcknowledgement = {
  readonly state: Acknowledgement['state'];
  readonly by: string;
  readonly at: string;
  readonly reason: Acknowledgement['reason'];
  /** Of a snooze: when it ends at the latest. */
  readonly until?: string;
};

/** An alert that stands in a chart, with what is told of it. */
export type StandingAlert = { readonly entry: ChartEntry; readonly told: Item };

/** Every alert that a chart holds and of which something is told, in no order. */
export async function standingAlerts(scan: ScanItems): Promise<readonly StandingAlert[]> {
  const entries = new Map<string, ChartEntry>();
  const items = new Map<string, Item>();
  for await (const item of scan()) {
    if (item.sk === CHART_KEY) {
      for (const alert of parseItem(chartSchema, item, 'chart').alerts) entries.set(alert.id, alert);
    } else if (item.sk.startsWith('ALERT#')) {
      items.set(item.sk, item);
    }
  }
  return [...entries.values()].flatMap((entry) => {
    const told = items.get(alertItemKey(entry.id, entry.details));
    return told === undefined ? [] : [{ entry, told }];
  });
}

/** Alerts as they are listed, in the order in which they were raised. */
export function listedAlerts(standing: readonly StandingAlert[]): readonly ListedAlert[] {
  return standing
    .map(({ entry, told }) => listedAlert(entry, parseItem(alertItemSchema, told, 'alert')))
    .sort((a, b) => (`${a.raisedAt} ${a.alertId}` < `${b.raisedAt} ${b.alertId}` ? -1 : 1));
}

/** Every alert that stands in a chart, in the order in which they were raised. */
export async function listAlerts(scan: ScanItems): Promise<readonly ListedAlert[]> {
  return listedAlerts(await standingAlerts(scan));
}

export function listedAlert(entry: ChartEntry, { patient, judgement }: AlertItem): ListedAlert {
  const { id: alertId, level, kind, grade, rule, collectedAt, raisedAt, delivery, acknowledgement } = entry;
  const { flags, value, unit, correctedValue = null } = judgement;
  return {
    ...{ alertId, patient, level, kind, grade, flags, rule, value, unit, correctedValue },
    collectedAt: isoInstant(collectedAt),
    raisedAt: isoInstant(raisedAt),
    delivery: shownDelivery(delivery),
    acknowledgement: acknowledgement ? shownAcknowledgement(acknowledgement) : null,
  };
}

function shownAcknowledgement(acknowledgement: Acknowledgement): ShownAcknowledgement {
  const { state, by, at, reason } = acknowledgement;
  const shown = { state, by, at: isoInstant(at), reason };
  return state === 'snoozed' ? { ...shown, until: isoInstant(acknowledgement.until) } : shown;
}

export function shownDelivery(delivery: Delivery): ShownDelivery {
  return delivery.state === 'claimed' && delivery.lastError !== undefined ? 'failed' : delivery.state;
}
