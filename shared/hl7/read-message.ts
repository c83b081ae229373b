import type { Caps, Feed } from '../runtime/config.ts';
import { type DecodedText, decodeMessage } from './charset.ts';
import { diagnosisOf } from './diagnosis.ts';
import { readDate, readDtm } from './dtm.ts';
import { parseSegments } from './hl7-standard-adapter.ts';
import { linksOf } from './link.ts';
import type { PatientGroup, ReadMessage } from './message.ts';
import { isQualityControl, messageTree, type PatientNode } from './message-tree.ts';
import { kindOf } from './message-type.ts';
import { type MessageTimes, observationsOf } from './observation.ts';
import { chooseIdentifier } from './patient-identifier.ts';
import { refusal } from './refusal.ts';
import { elementText, type Segment } from './segment.ts';
import { segmentLines } from './segments.ts';

export type ReadingContext = {
  readonly feed: Feed;
  readonly caps: Caps;
  /** Character set of the HTTP Content-Type, when given: it goes before MSH-18. */
  readonly charset?: string;
};

/** Reads the bytes of exactly one message. Throws UnprocessableMessageError (reasons: `REFUSALS`) and nothing else. */
export function readMessage(bytes: Uint8Array, context: ReadingContext): ReadMessage {
  if (bytes.length > Math.max(context.caps.mllpBytes, context.caps.httpBytes)) throw refusal('too-large');
  return readDecodedMessage(decodeMessage(bytes, context.charset), context);
}

/** As `readMessage`, for a caller who decoded the message already. */
export function readDecodedMessage(
  { text, guessed }: DecodedText,
  { feed, caps }: Pick<ReadingContext, 'feed' | 'caps'>,
): ReadMessage {
  const [msh, ...segments] = parseSegments(segmentLines(text, caps));
  const times = messageTimes(msh, feed);
  const code = elementText(msh, 9, 1).toUpperCase();
  const event = elementText(msh, 9, 2).toUpperCase();
  const patients = messageTree(segments, event);
  return {
    code,
    event,
    controlId: elementText(msh, 10),
    sendingApplication: elementText(msh, 3),
    sendingFacility: elementText(msh, 4),
    processingId: elementText(msh, 11).toUpperCase(),
    sentAt: times.sentAt?.at,
    patients: patients.map((patient) => patientGroup(patient, feed, times)),
    links: linksOf(kindOf(code, event), event, patients, feed),
    charsetGuessed: guessed,
  };
}

function messageTimes(msh: Segment | undefined, { timeZone, messageOffsetIsDefault }: Feed): MessageTimes {
  const sentAt = readDtm(elementText(msh, 7), { timeZone, offsetMinutes: undefined });
  return { timeZone, sentAt, offsetMinutes: messageOffsetIsDefault ? sentAt?.offsetMinutes : undefined };
}

function patientGroup(patient: PatientNode, feed: Feed, times: MessageTimes): PatientGroup {
  const { pid } = patient;
  const chosen = pid === undefined ? undefined : chooseIdentifier(pid, 3, feed);
  const ordersOfPatient = patient.orders.filter((order) => !isQualityControl(order));
  return {
    identifier: chosen?.identifier,
    identifierFault: chosen === undefined ? 'missing' : chosen.fault,
    birthDate: readDate(elementText(pid, 7)),
    observations: ordersOfPatient.flatMap((order) => observationsOf(order, times)),
    diagnoses: patient.diagnoses.map((segment) => diagnosisOf(segment, times)),
  };
}
