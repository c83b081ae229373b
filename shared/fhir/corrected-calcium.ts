import { isoInstant } from '../clinical/instant.ts';
import type { DeskAlert } from '../desk/desk-alert.ts';
import { LOINC } from './observation.ts';
import { quantity } from './quantity.ts';
import { coding, type Resource, refersTo } from './resource.ts';

const CODES = new Map([
  ['mg/dL', '46099-8'],
  ['mmol/L', '29265-6'],
]);

export type CorrectedParts = {
  readonly id: string;
  readonly patientId: string;
  /** What it was computed of. */
  readonly derivedFrom: readonly string[];
};

/** The calcium corrected for albumin by Payne's formula, computed here; none where none was computed. */
export function correctedCalcium(
  { correctedValue, correctedUnit, unit, collectedAt, raisedAt, flags }: DeskAlert,
  { id, patientId, derivedFrom }: CorrectedParts,
): readonly Resource[] {
  const of = correctedUnit ?? unit;
  const value = quantity(correctedValue ?? '', of);
  if (!value) return [];
  const code = CODES.get(of);
  return [
    {
      resourceType: 'Observation',
      id,
      status: flags.includes('PRELIMINARY') ? 'preliminary' : 'final',
      code: { ...(code && coding(LOINC, code)), text: 'Calcium corrected for albumin, computed (Payne)' },
      subject: refersTo(patientId),
      effectiveDateTime: isoInstant(collectedAt),
      issued: isoInstant(raisedAt),
      valueQuantity: value,
      derivedFrom: derivedFrom.map(refersTo),
    },
  ];
}
