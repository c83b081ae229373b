import { epochMs } from '../../shared/clinical/instant.ts';
import { understand } from '../../shared/clinical/understand-observation.ts';
import { buildAcknowledgement } from '../../shared/hl7/acknowledgement.ts';
import { type DecodedText, decodeMessage } from '../../shared/hl7/charset.ts';
import { type DoorHeader, readDoorHeader } from '../../shared/hl7/door-header.ts';
import { trimFrame } from '../../shared/hl7/line-ends.ts';
import type { Coded, ReadMessage } from '../../shared/hl7/message.ts';
import { createMllpDecoder, encodeMllp } from '../../shared/hl7/mllp-codec.ts';
import { readDecodedMessage } from '../../shared/hl7/read-message.ts';
import { REFUSALS } from '../../shared/hl7/refusal.ts';
import { scanMessage } from '../../shared/hl7/scan.ts';
import { readSeparators } from '../../shared/hl7/separators.ts';
import { splitMessages } from '../../shared/hl7/split.ts';
import { factsOf } from '../../shared/intake/facts-of.ts';
import { configSchema, feedSchema } from '../../shared/runtime/config.ts';
import { UnprocessableMessageError } from '../../shared/runtime/errors.ts';
import { type PlainReading, readPlainly } from './plain-reading.ts';

const config = configSchema.parse({
  teams: [{ id: 'a', name: 'A', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'a',
});
const feed = feedSchema.parse({ id: 'lab' });
const { caps, policy } = config;
const receivedAt = epochMs(Date.UTC(2026, 0, 2));

/** The reader, or one known to be bad. */
export type Reader = typeof readDecodedMessage;

/** What is wrong with how these bytes are dealt with, from the door to facts; nothing, if all is well. */
export function faultsOf(bytes: Buffer, reader: Reader = readDecodedMessage): readonly string[] {
  try {
    const faults = splitMessages(bytes).flatMap((piece) => [
      ...faultsAtDoor(piece),
      ...faultsOfReading(piece, reader),
    ]);
    return [...faults, ...faultsOfFrame(bytes)];
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

function faultsAtDoor(bytes: Uint8Array): string[] {
  const reading = readDoorHeader(bytes);
  const header = reading.is === 'header' ? reading.header : undefined;
  const answer = buildAcknowledgement(header, { acceptance: 'accepted', controlId: 'A', at: receivedAt });
  if (answer === undefined) return [];
  const readBack = readDoorHeader(answer);
  if (readBack.is !== 'header') return ['the answer cannot be read'];
  return namesMessage(answer, header) ? [] : ['MSA-2 is not the MSH-10 that was sent'];
}

function namesMessage(answer: Uint8Array, header: DoorHeader | undefined): boolean {
  if (header === undefined || header.encoding !== 'latin1') return true;
  const msa = Buffer.from(answer).toString('latin1').split('\r')[1] ?? '';
  return (msa.split(header.separators.field)[2] ?? '') === (header.asSent[9] ?? '');
}

function faultsOfFrame(bytes: Buffer): string[] {
  if (bytes.includes(0x0b) || bytes.includes(0x1c) || bytes.length < 2) return [];
  const decoder = createMllpDecoder({ maxBytes: caps.mllpBytes });
  const framed = encodeMllp(bytes);
  const cut = bytes.length >> 1;
  const events = [...decoder.push(framed.subarray(0, cut)), ...decoder.push(framed.subarray(cut))];
  const [event] = events;
  return events.length === 1 && event?.is === 'message' && bytes.equals(event.bytes)
    ? []
    : ['the frame does not give back what was put in'];
}

function faultsOfReading(bytes: Uint8Array, reader: Reader): string[] {
  const decoded = decodeMessage(bytes);
  const asked = new Set<string>();
  const scan = scanMessage(decoded.text, (code, text) => asked.add(`${code}\r${text}`).size < 0, caps);
  const read = readOrRefuse(decoded, reader);
  if (typeof read === 'string')
    return read === 'parity' || !(read in REFUSALS) ? [`refused for ${read}`] : [];
  if (scan.suspect) return ['the scan takes what is read for something to be refused'];
  factsOf(read, { feed, policy, receivedAt, origin: 'live', understand, resultKey: String });
  return [...faultsAgainstPlain(read, decoded.text), ...faultsOfScan(read, asked)];
}

function readOrRefuse(decoded: DecodedText, reader: Reader): ReadMessage | string {
  try {
    return reader(decoded, { feed, caps });
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return error.reason;
    throw error;
  }
}

function faultsOfScan({ patients }: ReadMessage, asked: ReadonlySet<string>): string[] {
  const codes = patients.flatMap(({ observations }) => observations.flatMap((one) => one.codes));
  return codes.every(({ code, text }) => asked.has(`${code}\r${text}`)) ? [] : ['the scan overlooks a code'];
}

function faultsAgainstPlain(read: ReadMessage, text: string): string[] {
  const message = trimFrame(text);
  const separators = readSeparators(message);
  if (separators === undefined) return ['read without separators'];
  const plain = readPlainly(message, separators);
  return [
    ...observationFaults(read, plain),
    ...diagnosisFaults(read, plain),
    ...identifierFaults(read, plain),
  ];
}

function observationFaults({ patients }: ReadMessage, plain: PlainReading): string[] {
  const observations = patients.flatMap((patient) => patient.observations);
  const positions = new Set(observations.map(({ position }) => position));
  const lost = plain.observations.length - positions.size;
  const different = observations.some((one) => {
    const { referenceRange, status, values } = one;
    const ours = {
      codes: one.codes.map(plainly),
      values,
      units: one.units.map(plainly),
      referenceRange,
      status,
    };
    return JSON.stringify(ours) !== JSON.stringify(plain.observations[one.position - 1]);
  });
  return [
    ...(different ? ['an OBX is read that was not sent so'] : []),
    ...(positions.size === observations.length ? [] : ['an OBX is read twice']),
    ...(lost === 0 || plain.hasSpecimen ? [] : [`${lost} OBX are lost`]),
  ];
}

function diagnosisFaults({ patients }: ReadMessage, plain: PlainReading): string[] {
  const read = patients.flatMap(({ diagnoses }) => diagnoses.map(({ codes }) => codes.map(plainly)));
  return JSON.stringify(read) === JSON.stringify(plain.diagnoses) ? [] : ['diagnoses differ from those sent'];
}

function identifierFaults({ patients, links }: ReadMessage, { identifiers }: PlainReading): string[] {
  const read = [
    ...patients.flatMap(({ identifier }) => identifier ?? []),
    ...links.flatMap(({ survivor, absorbed }) => [survivor, absorbed]),
  ];
  return read.every(({ id }) => identifiers.has(id)) ? [] : ['an identifier is read that was not sent'];
}

function plainly({ code, text, system }: Coded): string[] {
  return [code, text, system];
}
