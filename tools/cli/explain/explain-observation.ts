import { analyteName, exclusionOf } from '../../../shared/clinical/analyte-table.ts';
import type { Result } from '../../../shared/clinical/fact.ts';
import { isoInstant } from '../../../shared/clinical/instant.ts';
import { codeAsSent } from '../../../shared/clinical/resolve-code.ts';
import type { Understood } from '../../../shared/clinical/understand.ts';
import type { ExaminedObservation } from '../check-feed/examine.ts';
import { whySetAside } from '../check-feed/why-set-aside.ts';
import type { ExplainedObservation } from './explained-message.ts';

/** What becomes of one OBX. */
export function explainObservation(
  { observation, understood }: ExaminedObservation,
  isRevealed: boolean,
): ExplainedObservation {
  const { codes, position, status } = observation;
  const name = codes.map(({ text }) => text.trim()).find((text) => text !== '') ?? '';
  const seen = { obx: position, code: codeAsSent(codes), name };
  if (understood.is !== 'result') return { ...seen, kept: false, ...whyNot(understood), flags: [] };
  const { result } = understood;
  return {
    ...seen,
    kept: true,
    ...{ as: analyteName(result.analyte), loinc: result.loinc, status, flags: result.flags },
    ...(result.value && { unit: { sent: result.asSent.unit, understood: result.value.unit } }),
    ...(result.upperLimit !== undefined && { upperLimit: limitOf(result, result.upperLimit) }),
    ...(isRevealed && { revealed: revealedValue(result) }),
  };
}

function whyNot(understood: Exclude<Understood, { is: 'result' }>): { as: string; loinc?: string } {
  switch (understood.is) {
    case 'not-watched':
      return { as: 'left alone: nothing that is watched or shown' };
    case 'excluded':
      return { as: `left alone: ${exclusionOf(understood.loinc) ?? 'excluded'}`, loinc: understood.loinc };
    case 'ignored-status':
      return { as: 'left alone: its status (OBX-11) says that there is no result yet' };
    case 'unmapped-calcium':
      return {
        as: 'NOT JUDGED: looks like calcium and is not mapped; operations would be told (see check-feed)',
      };
    case 'value-quarantined':
      return {
        as: `NOT JUDGED: its value ${whySetAside(understood.reason)} [${understood.reason}]`,
        loinc: understood.loinc,
      };
  }
}

function limitOf(
  { flags }: Omit<Result, 'key'>,
  value: string,
): Required<ExplainedObservation>['upperLimit'] {
  return { value, from: flags.includes('DEFAULT_LIMIT') ? 'default of the policy' : 'as sent' };
}

function revealedValue({
  asSent,
  value,
  collectedAt,
}: Omit<Result, 'key'>): Required<ExplainedObservation>['revealed'] {
  const understood =
    value && `${value.comparator === '=' ? '' : value.comparator}${value.amount} ${value.unit}`;
  return {
    sent: `${asSent.value} ${asSent.unit}, range ${asSent.range || 'none'}`,
    understood: understood ?? 'no value',
    collectedAt: isoInstant(collectedAt),
  };
}
