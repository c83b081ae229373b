import type { ReceiveEvent } from '../../functions/receive/handler.ts';

const CR = '\r';

/** A patient of the sample feed of Riverside, whose name must be found nowhere. */
const PLANTED_NAME = 'ZZPHINAME^ZZPHIGIVEN';

const patientLine = (id: string) => `PID|1||${id}^^^RIVERSIDE^MR||${PLANTED_NAME}||19610304`;

/** HL7's form of an instant: 20261123004500+0000. */
const hl7Time = (at: number) => `${new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '')}+0000`;

/** Says that the patient has cancer of the lung. */
export function diagnosis(patient: string): string {
  return [
    `MSH|^~\\&|ADT|RIVERSIDE|ALERTS|HERE|${hl7Time(Date.now())}||ADT^A08|D${patient}|P|2.5.1`,
    patientLine(patient),
    'DG1|1||C34.1^Upper lobe^I10C|||F',
  ].join(CR);
}

/** A calcium in mg/dL, drawn half an hour ago. */
export function calcium(patient: string, value: string): string {
  const at = hl7Time(Date.now() - 1_800_000);
  return [
    `MSH|^~\\&|LAB|RIVERSIDE|ALERTS|HERE|${at}||ORU^R01|C${patient}|P|2.5.1`,
    patientLine(patient),
    `OBR|1|O${patient}|F${patient}|24323-8^Metabolic panel^LN|||${at}|||||||||||||||${at}|||F`,
    `OBX|1|NM|17861-6^Calcium^LN||${value}|mg/dL|8.6-10.3|HH|||F|||${at}`,
  ].join(CR);
}

/** POST /hl7 as API Gateway hands it on. */
export function posted(message: string): ReceiveEvent {
  return {
    httpMethod: 'POST',
    headers: { 'Content-Type': 'x-application/hl7-v2+er7' },
    body: Buffer.from(message).toString('base64'),
    isBase64Encoded: true,
  };
}
