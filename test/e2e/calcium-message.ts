import { systemClock } from '../../shared/runtime/clock.ts';

export type CalciumMessage = {
  readonly controlId: string;
  /** A patient of the sample registry, at Riverside. */
  readonly patient?: string;
  /** mg/dL. */
  readonly calcium?: string;
  readonly order?: string;
};

const HOUR_MS = 3_600_000;

/** What is in the message and must never be in a page. */
export const PATIENT_DATA = [
  'RS100001',
  'ZZPHIFAMILY',
  'ZZPHIGIVEN',
  '19580314',
  '1958-03-14',
  '14.0',
  'ZZPHIWARD',
];

/** A final calcium collected an hour ago, written by hand as an independent sender would. */
export function calciumMessage({
  controlId,
  patient = 'RS100001',
  calcium = '14.0',
  order,
}: CalciumMessage): string {
  const stamp = (ms: number) => `${new Date(ms).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;
  const now = systemClock.now();
  const filler = order ?? `ORDER-${controlId}`;
  return [
    `MSH|^~\\&|RIVLAB|RIVERSIDE|ONC|RIVERSIDE|${stamp(now)}||ORU^R01^ORU_R01|${controlId}|P|2.5.1`,
    `PID|1||${patient}^^^RIVERSIDE^MR||ZZPHIFAMILY^ZZPHIGIVEN||19580314|F`,
    'PV1|1|I|ZZPHIWARD^101^A',
    `OBR|1||${filler}^RIVLAB|24323-8^Comprehensive metabolic panel^LN|||${stamp(now - HOUR_MS)}|||||||||||||||${stamp(now)}|||F`,
    'OBX|1|NM|2345-7^Glucose^LN||99|mg/dL|70-105|N|||F',
    `OBX|2|NM|17861-6^Calcium^LN||${calcium}|mg/dL|8.6-10.3|HH|||F`,
    'OBX|3|NM|1751-7^Albumin^LN||4.0|g/dL|3.5-5.0|N|||F',
    '',
  ].join('\r');
}
