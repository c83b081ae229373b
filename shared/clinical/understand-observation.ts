import { calciumKindOf, type KnownAnalyte } from './analyte-table.ts';
import type { Result, ResultStatus } from './fact.ts';
import type { Flag } from './flag.ts';
import { type EpochMs, MINUTE_MS, plusMs } from './instant.ts';
import { measuresLikeCalcium } from './looks-like-calcium.ts';
import { type MeasuredValue, measuredValue, unitAsSent } from './measured-value.ts';
import { readReferenceRange } from './reference-range.ts';
import { codeAsSent, resolveCode } from './resolve-code.ts';
import { isWithdrawn, resultStatus } from './result-status.ts';
import type {
  ObservedText,
  Understand,
  UnderstandingContext,
  Understood,
  ValueQuarantineReason,
} from './understand.ts';
import { observedUnit } from './unit-table.ts';

/** One OBX as a result of ours, or why it is none. */
export const understand: Understand = (observed, context) => {
  const code = resolveCode(observed, context.feed);
  switch (code.is) {
    case 'analyte':
      return understandAnalyte(code.known, observed, context);
    case 'excluded':
    case 'unmapped-calcium':
      return code;
    case 'mapped-elsewhere':
      return { is: 'not-watched' };
    case 'unknown':
      return isMeasuredLikeCalcium(observed, context)
        ? { is: 'unmapped-calcium', code: codeAsSent(observed.codes) }
        : { is: 'not-watched' };
  }
};

function isMeasuredLikeCalcium(observed: ObservedText, { feed, policy }: UnderstandingContext): boolean {
  const range = readReferenceRange(observed.referenceRange, feed.decimalComma);
  return measuresLikeCalcium(observedUnit(observed.units), range, policy.reading);
}

/** Operations hear of calcium and albumin only; what is merely shown is left out where it cannot be read. */
function setAside({ analyte, loinc }: KnownAnalyte, reason: ValueQuarantineReason): Understood {
  const isGradedBy = calciumKindOf(analyte) !== undefined || analyte === 'albumin';
  return isGradedBy ? { is: 'value-quarantined', reason, loinc } : { is: 'not-watched' };
}

function understandAnalyte(
  known: KnownAnalyte,
  observed: ObservedText,
  context: UnderstandingContext,
): Understood {
  const status = resultStatus(observed, context.feed.emptyStatus);
  if (status === 'ignored') return { is: 'ignored-status' };
  if (status === undefined) return setAside(known, 'status-unknown');
  const measured = isWithdrawn(status) ? ({ is: 'none' } as const) : measuredValue(known, observed, context);
  if (measured.is === 'set-aside') return setAside(known, measured.reason);
  const collection = collectionOf(observed, measured, context);
  if (collection === undefined) return setAside(known, 'no-collection-time');
  const result = resultOf(known, status, measured, collection, observed, context);
  return { is: 'result', result, identity: identityOf(known, observed) };
}

type Collection = { readonly at: EpochMs; readonly flags: readonly Flag[] };

/**
 * When the specimen was collected; never the arrival. What has no value needs no time to withdraw an earlier one, so
 * the time of its report stands in.
 */
function collectionOf(
  { collected, reportedAt }: ObservedText,
  measured: MeasuredValue,
  { policy, receivedAt, sentAt }: UnderstandingContext,
): Collection | undefined {
  if (collected === undefined) {
    return measured.is === 'none' ? { at: reportedAt ?? sentAt, flags: ['REPORT_TIME'] } : undefined;
  }
  const reportTime: readonly Flag[] = collected.from === 'OBR-22' ? ['REPORT_TIME'] : [];
  const latest = plusMs(receivedAt, policy.reading.futureToleranceMinutes * MINUTE_MS);
  return collected.at > latest
    ? { at: receivedAt, flags: [...reportTime, 'TIME_CLAMPED'] }
    : { at: collected.at, flags: reportTime };
}

const WITHOUT_VALUE = { reading: {}, flags: [] } as const;

function resultOf(
  { loinc, analyte }: KnownAnalyte,
  status: ResultStatus,
  measured: Exclude<MeasuredValue, { readonly is: 'set-aside' }>,
  collection: Collection,
  observed: ObservedText,
  { sentAt }: UnderstandingContext,
): Omit<Result, 'key'> {
  const specimen = observed.specimen?.trim() ?? '';
  const { reading, flags } = measured.is === 'value' ? measured : WITHOUT_VALUE;
  return {
    order: observed.order,
    ...(specimen === '' ? {} : { specimen }),
    loinc,
    analyte,
    status,
    collectedAt: collection.at,
    reportedAt: observed.reportedAt ?? sentAt,
    sentAt,
    ...reading,
    labFlags: observed.abnormalFlags.map((flag) => flag.trim().toUpperCase()).filter((flag) => flag !== ''),
    flags: [...flags, ...collection.flags],
    asSent: asSent(observed),
  };
}

/** Enough to recognise what was sent; a fact has no room for a whole document. */
const LONGEST_SHOWN = 200;

function asSent(observed: ObservedText): Result['asSent'] {
  return {
    value: observed.values
      .map((components) => components.join('^'))
      .join('~')
      .slice(0, LONGEST_SHOWN),
    unit: unitAsSent(observed.units),
    range: observed.referenceRange.slice(0, LONGEST_SHOWN),
    name: nameAsSent(observed.codes).slice(0, LONGEST_SHOWN),
  };
}

function nameAsSent(codes: ObservedText['codes']): string {
  return codes.map(({ text }) => text.trim()).find((text) => text !== '') ?? codeAsSent(codes);
}

/**
 * The same for every version of a result. Without an order the collection as sent stands in, so that two draws never
 * supersede each other.
 */
function identityOf({ loinc }: KnownAnalyte, { order, collected, subId, occurrence }: ObservedText): string {
  const sub = subId.trim() === '' ? String(occurrence) : subId.trim();
  const drawn = order.trim() === '' ? ['', String(collected?.at)] : [order.trim()];
  return JSON.stringify([...drawn, loinc, sub]);
}
