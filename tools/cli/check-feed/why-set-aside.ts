import { REFUSALS } from '../../../shared/hl7/refusal.ts';

const WHY_SET_ASIDE: Readonly<Record<string, string>> = {
  'unit-missing':
    'comes without a unit and without a range that gives it away; ask the laboratory to send OBX-6',
  'unit-unknown': 'comes in a unit that is not known; ask the laboratory to send a UCUM unit',
  'unit-contradicts-code':
    'comes in a unit that its code does not have; map the code to the one of that unit',
  'range-of-another-kind':
    'has the range of another kind of calcium: the code is not what the result is; map it by its unit, or ask',
  'range-of-another-unit': 'has the range of another unit; ask the laboratory which is right',
  implausible: 'lies outside what is plausible; ask the laboratory for its unit',
  unreadable: 'is no number that can be read safely; ask the laboratory what it means',
  'decimal-comma': 'has a decimal comma: set understanding.decimalComma of the feed to true if all do',
  'below-bound-above-limit': 'is a bound above the upper limit; ask the laboratory',
  'status-unknown': 'has an OBX-11 that HL7 does not know; ask the laboratory',
  'no-collection-time': 'comes without OBX-14, OBR-7, SPM-17 and OBR-22; ask the laboratory to send one',
};

/** Why a value is set aside, in words, and what to do. */
export function whySetAside(reason: string): string {
  return WHY_SET_ASIDE[reason] ?? reason;
}

const OTHER_QUARANTINES: Readonly<Record<string, string>> = {
  'no-patient-identifier': 'no repetition of PID-3 names a patient',
  'sender-not-allowed': 'MSH-3 and MSH-4 name a sender that is not configured, and unknownSenders is refuse',
  'processing-id': 'MSH-11 is none of P, D, T and empty',
};

/** Why a message goes to quarantine, in words. */
export function whyQuarantined(reason: string): string {
  const refusals = new Map<string, string>(Object.entries(REFUSALS));
  return refusals.get(reason) ?? OTHER_QUARANTINES[reason] ?? reason;
}
