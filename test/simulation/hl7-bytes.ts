import type { Result } from '../../shared/clinical/fact.ts';
import type { Fate } from '../../shared/intake/fate.ts';
import { START } from './results.ts';
import { type Message, PLANTED, patientAt } from './scenario.ts';

/** A message that brings nothing to any chart, and what is to become of it. */
export type OtherMessage = {
  readonly is: 'other';
  readonly fate: Fate['is'];
  readonly bytes: Buffer;
  readonly receivedAt: number;
};

/** HL7's time with its offset. */
function dtm(at: number): string {
  return `${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}+0000`;
}

function msh(type: string, id: string, at: number, processing = 'P'): string {
  return `MSH|^~\\&|LIS|EAST|CA|HOSP|${dtm(at)}||${type}|${id}|${processing}|2.5.1`;
}

function identifier(index: number): string {
  const { id, authority } = patientAt(index);
  return `${id}^^^${authority}^MR`;
}

const pid = (index: number): string => `PID|1||${identifier(index)}||${PLANTED}DOE^${PLANTED}JANE`;

const inBytes = (segments: readonly string[]): Buffer => Buffer.from([...segments, ''].join('\r'), 'latin1');

const written = new WeakMap<Message, Buffer>();

/** A message as its sender writes it; each is written once. */
export function bytesOf(message: Message): Buffer {
  const bytes = written.get(message) ?? writtenOut(message);
  written.set(message, bytes);
  return bytes;
}

function writtenOut(message: Message): Buffer {
  if (message.is === 'link') {
    const { action, survivor, absorbed, sentAt } = message;
    const head = msh(action === 'merge' ? 'ADT^A40' : 'ADT^A37', `${action}${sentAt}`, sentAt);
    return inBytes([head, pid(survivor), action === 'merge' ? `MRG|${identifier(absorbed)}` : pid(absorbed)]);
  }
  const { patient, fact, identity } = message;
  const [result] = fact.results;
  if (result !== undefined)
    return inBytes([msh('ORU^R01', identity, result.sentAt), pid(patient), ...report(result)]);
  const codes = fact.diagnoses.map(({ code }, index) => `DG1|${index + 1}||${code}^^I10|||F`);
  const sentAt = fact.diagnoses[0]?.sentAt ?? START;
  return inBytes([msh('ADT^A08', identity, sentAt), pid(patient), ...codes]);
}

function report(result: Result): readonly string[] {
  const { order, loinc, value, asSent, status, collectedAt, reportedAt } = result;
  const unit = value?.unit ?? asSent.unit;
  const [drawn, reported] = [dtm(collectedAt), dtm(reportedAt)];
  return [
    `OBR|1||${order}|panel|||${drawn}|||||||||||||||${reported}|||${status}`,
    `OBX|1|NM|${loinc}^${asSent.name}^LN||${value?.amount ?? ''}|${unit}|${asSent.range}||||${status}|||${drawn}`,
  ];
}

const CRITICAL = 'OBX|1|NM|46099-8^Calcium^LN||14.4|mg/dL|8.6-10.5||||F|||20260105090000+0000';
const POTASSIUM = 'OBX|1|NM|2823-3^Potassium^LN||4.0|mmol/L|3.5-5.1||||F|||20260105090000+0000';
const OBR = 'OBR|1||other|panel|||20260105090000+0000';

/** What the charts must not hear of; the first patient is one who has cancer in most scenarios. */
export const OTHERS: readonly [OtherMessage, ...OtherMessage[]] = [
  other('ignored', [msh('ORU^R01', 'o1', START), pid(0), OBR, POTASSIUM]),
  other('ignored', [msh('ORU^R01', 'o2', START, 'T'), pid(0), OBR, CRITICAL]),
  other('ignored', [msh('ACK', 'o3', START), 'MSA|AA|x']),
  other('ignored', [msh('ORM^O01', 'o4', START), pid(0), 'ORC|NW|other']),
  other('quarantined', [msh('ORU^R01', 'o5', START), `PID|1||||${PLANTED}DOE`, OBR, CRITICAL]),
  other('quarantined', [msh('ORU^R01', 'o6', START, 'Q'), pid(0), OBR, CRITICAL]),
  other('quarantined', [msh('ADT^A40', 'o7', START), pid(0), `MRG|${identifier(0)}`]),
  other('quarantined', [`{"${PLANTED}": "not HL7"}`]),
  other('quarantined', ['\u0000\u00ff\u00fe__proto__']),
];

function other(fate: OtherMessage['fate'], segments: readonly string[]): OtherMessage {
  return { is: 'other', fate, bytes: inBytes(segments), receivedAt: START };
}
