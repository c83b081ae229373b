import { buildMessage, type FieldInput } from '../../../shared/hl7/message-builder.ts';
import { type ReadingContext, readMessage } from '../../../shared/hl7/read-message.ts';
import { type Caps, configSchema, type Feed, feedSchema } from '../../../shared/runtime/config.ts';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';

export const caps: Caps = configSchema.shape.caps.parse({});

export function feedWith(changes: Partial<Feed> = {}): Feed {
  return { ...feedSchema.parse({ id: 'lab' }), ...changes };
}

const context: ReadingContext = { feed: feedWith(), caps };

type SegmentInput = readonly [id: string, ...fields: FieldInput[]];

export function msh(type: FieldInput = ['ORU', 'R01', 'ORU_R01'], controlId = 'MSG-1'): SegmentInput {
  return [
    'MSH',
    'LIS',
    'RIVERSIDE',
    'ALERTS',
    'HOSPITAL',
    '20240501120000',
    '',
    type,
    controlId,
    'P',
    '2.5.1',
  ];
}

export const pid: SegmentInput = [
  'PID',
  '1',
  '',
  ['12345', '', '', 'RIVERSIDE', 'MR'],
  '',
  ['DOE', 'JANE'],
  '',
  '19600102',
];
export const obr: SegmentInput = [
  'OBR',
  '1',
  'PLACER-1',
  'FILLER-1',
  ['24323-8', 'CMP', 'LN'],
  '',
  '',
  '20240501100000',
];

export function obx(
  value: FieldInput = '9.5',
  code: FieldInput = ['17861-6', 'Calcium', 'LN'],
): SegmentInput {
  return ['OBX', '1', 'NM', code, '', value, 'mg/dL', '8.6-10.3', 'N', '', '', 'F'];
}

export function message(...segments: SegmentInput[]): string {
  return buildMessage(segments);
}

export const calciumMessage = message(msh(), pid, obr, obx());

export function bytesOf(text: string, encoding: BufferEncoding = 'utf8'): Uint8Array {
  return Buffer.from(text, encoding);
}

export function read(text: string | Uint8Array, changes: Partial<ReadingContext> = {}) {
  return readMessage(typeof text === 'string' ? bytesOf(text) : text, { ...context, ...changes });
}

/** 'read', or the reason for which the message is refused; anything else thrown is a failure of the test. */
export function fateOf(bytes: Uint8Array, changes: Partial<ReadingContext> = {}): string {
  try {
    read(bytes, changes);
    return 'read';
  } catch (error) {
    if (error instanceof UnprocessableMessageError) return error.reason;
    throw error;
  }
}

/** The observations of the first patient. */
export function observationsIn(text: string | Uint8Array, changes: Partial<ReadingContext> = {}) {
  return read(text, changes).patients[0]?.observations ?? [];
}

/** A number of cases that a longer run may raise. */
export function cases(number: number): { readonly numRuns: number } {
  const factor = Number(process.env.FUZZ_FACTOR ?? 1);
  return { numRuns: number * factor };
}
