import { buildMessage, type FieldInput } from '../../shared/hl7/message-builder.ts';

/** A segment's id and its fields by their number in the standard. */
export type NumberedSegment = readonly [id: string, fields: Readonly<Record<number, FieldInput>>];

/** MSH-1 and MSH-2 are the separators themselves. */
const FIRST_FIELD_OF_MSH = 3;

function inOrder([id, fields]: NumberedSegment): readonly [string, ...FieldInput[]] {
  const first = id === 'MSH' ? FIRST_FIELD_OF_MSH : 1;
  const last = Math.max(...Object.keys(fields).map(Number));
  return [id, ...Array.from({ length: last - first + 1 }, (_, index) => fields[first + index] ?? '')];
}

/** The text of a message, escaped, each segment ended by CR. */
export function messageText(segments: readonly NumberedSegment[]): string {
  return buildMessage(segments.map(inOrder));
}
