import { linkOf, referenceOf } from '../alerting/wording.ts';
import type { ChartEntry } from '../chart/chart.ts';
import { type EpochMs, isoInstant } from '../clinical/instant.ts';
import type { AlertKind } from '../clinical/verdict.ts';

/** That an alert was raised, told to other systems. The same alert may be told twice: its id tells. */
export type AlertEvent = {
  readonly type: string;
  readonly at: EpochMs;
  /** JSON. */
  readonly detail: string;
};

/** Hands at most `MOST_AT_ONCE` events to a bus; resolves to whether each was taken. */
export type AlertBus = (events: readonly AlertEvent[]) => Promise<readonly boolean[]>;

export const MOST_AT_ONCE = 5;

/** In bytes: EventBridge takes 256 KB in one request. What is longer leaves without its bundle. */
const LONGEST_BUNDLE = 40_000;

const TYPES: Readonly<Record<AlertKind, string>> = {
  alert: 'Alert raised',
  correction: 'Alert corrected',
  retraction: 'Alert retracted',
};

export type ToldWith = {
  readonly team: string;
  readonly deskUrl: string;
  readonly bundle: string | undefined;
};

/**
 * The event of an alert: no more of the patient than a page has, unless a bundle goes with it. The bundle is text in the
 * JSON, for whoever reads and writes that again may lose a digit of a decimal.
 */
export function alertEvent(alert: ChartEntry, { team, deskUrl, bundle }: ToldWith): AlertEvent {
  const { id: alertId, kind, level, about, raisedAt } = alert;
  const fits = bundle !== undefined && Buffer.byteLength(JSON.stringify(bundle)) <= LONGEST_BUNDLE;
  const detail = {
    ...{ alertId, reference: referenceOf(alertId), kind, level, team },
    raisedAt: isoInstant(raisedAt),
    link: linkOf(deskUrl, alertId),
    ...(about !== undefined && { about }),
    ...(fits && { bundle }),
  };
  return { type: TYPES[kind], at: raisedAt, detail: JSON.stringify(detail) };
}
