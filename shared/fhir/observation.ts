import { analyteName } from '../clinical/analyte-table.ts';
import type { ResultStatus } from '../clinical/fact.ts';
import { epochMs, isoInstant } from '../clinical/instant.ts';
import { type SentResult, type ShownValue, sentResultOf } from '../desk/sent-result.ts';
import { quantity } from './quantity.ts';
import { coding, type Resource, refersTo } from './resource.ts';

export const LOINC = 'http://loinc.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const INTERPRETATION = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

/** OBX-11 (HL7 table 0085) → ObservationStatus, as HL7's v2-to-FHIR map has it. */
const STATUS: Readonly<Record<ResultStatus, string>> = {
  P: 'preliminary',
  R: 'registered',
  S: 'preliminary',
  U: 'final',
  F: 'final',
  C: 'corrected',
  X: 'cancelled',
  D: 'entered-in-error',
  W: 'entered-in-error',
};

/** Of OBX-8 what the code system of FHIR has too. */
const INTERPRETATIONS = new Set([
  'L',
  'LL',
  'LU',
  'H',
  'HH',
  'HU',
  'N',
  'A',
  'AA',
  '<',
  '>',
  'U',
  'D',
  'B',
  'W',
]);

export type ObservationParts = {
  readonly id: string;
  readonly patientId: string;
  readonly shown: ShownValue;
  readonly sent: readonly SentResult[];
  /** Of the value that is graded: the limit it was held against, and whose that is. */
  readonly limit?: { readonly upper: string; readonly isDefault: boolean };
};

/** One value as it is judged or shown, with code, status and name as its laboratory sent them. */
export function observation({ id, patientId, shown, sent, limit }: ObservationParts): Resource {
  const source = sentResultOf(sent, shown);
  const range = rangeOf(shown.unit, source, limit);
  const interpretation = interpretationsOf(source);
  const value = quantity(shown.value, shown.unit, shown.comparator);
  return {
    resourceType: 'Observation',
    id,
    status: source ? STATUS[source.status] : 'unknown',
    category: [coding(CATEGORY, 'laboratory')],
    code: codeOf(shown, source),
    subject: refersTo(patientId),
    effectiveDateTime: isoInstant(epochMs(shown.collectedAt)),
    ...(source && { issued: isoInstant(source.reportedAt) }),
    ...(value ? { valueQuantity: value } : { dataAbsentReason: { text: 'No number is known.' } }),
    ...(interpretation.length > 0 && { interpretation }),
    ...(source && { note: [{ text: asSent(source) }] }),
    ...(range && { referenceRange: [range] }),
  };
}

function codeOf({ analyte }: ShownValue, source: SentResult | undefined) {
  const text = analyteName(analyte);
  return source && source.loinc !== '' ? { ...coding(LOINC, source.loinc), text } : { text };
}

function rangeOf(unit: string, source: SentResult | undefined, limit: ObservationParts['limit']) {
  const low = quantity(source?.lowerLimit ?? '', unit);
  const high = quantity(limit?.upper ?? '', unit);
  if (!low && !high) return undefined;
  const text = limit?.isDefault
    ? 'The laboratory sent no limit; this one is of the policy.'
    : source?.asSent.range.trim();
  return { ...(low && { low }), ...(high && { high }), ...(text && { text }) };
}

function interpretationsOf(source: SentResult | undefined) {
  const flags = (source?.labFlags ?? []).map((flag) => flag.trim().toUpperCase());
  return flags.filter((flag) => INTERPRETATIONS.has(flag)).map((flag) => coding(INTERPRETATION, flag));
}

function asSent({ asSent: { name, value, unit, range } }: SentResult): string {
  const sent = [name, value, unit].filter((text) => text.trim() !== '').join(' ');
  return `As the laboratory sent it: ${sent}${range === '' ? '' : ` (${range})`}`;
}
