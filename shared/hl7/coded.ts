import type { Coded } from './message.ts';
import { componentText, field, type Repetition, type Segment, withoutNull } from './segment.ts';

/** Where code, text and coding system begin in a CWE: primary, alternate and second alternate (v2.7). */
const TRIPLET_STARTS = [1, 4, 10] as const;

/** Every triplet of a coded element that carries a code or a text, over all its repetitions. */
export function triplets(segment: Segment, number: number): readonly Coded[] {
  return field(segment, number).flatMap((repetition) =>
    TRIPLET_STARTS.map((start) => tripletAt(segment, repetition, start)).filter(
      ({ code, text }) => code !== '' || text !== '',
    ),
  );
}

function tripletAt(segment: Segment, repetition: Repetition, start: number): Coded {
  const at = (number: number): string => withoutNull(componentText(segment, repetition, number));
  return { code: at(start), text: at(start + 1), system: at(start + 2) };
}
