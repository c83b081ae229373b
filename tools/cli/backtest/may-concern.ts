import { normaliseLineEnds, trimFrame } from '../../../shared/hl7/line-ends.ts';
import { kindOf } from '../../../shared/hl7/message-type.ts';
import type { PatientIdentifier } from '../../../shared/hl7/patient-identifier.ts';
import { readSeparators, type Separators } from '../../../shared/hl7/separators.ts';

/** Of which messages something is wanted. */
export type Interest = {
  readonly patients: readonly PatientIdentifier[];
  /** Also diagnoses, merges and unlinks of anybody. */
  readonly events: boolean;
  /** What was of interest when the messages were read before. */
  readonly before?: Interest;
};

/** What is seen of a message without reading it. */
export type Glance = {
  /** Whether it must be read. Rather yes than no. */
  readonly concerns: boolean;
  /** MSH-7's date as written, YYYYMMDD; empty where there is none. */
  readonly day: string;
};

/**
 * Looks at the decoded text of a message for the patients of interest: most messages of a laboratory are of others, and
 * are left here. What cannot be told by a glance (no usable MSH, escapes in an identifier) concerns.
 */
export function createGlance({ patients, events }: Interest): (text: string) => Glance {
  const ids = new Set(patients.map(({ id }) => folded(id)));
  return (text) => {
    const trimmed = trimFrame(text);
    const separators = trimmed.startsWith('MSH') ? readSeparators(trimmed) : undefined;
    if (separators === undefined) return { concerns: true, day: '' };
    const message = normaliseLineEnds(trimmed, separators.field);
    const { day, isLink } = headerOf(message, separators);
    const concerns =
      (events && (isLink || holdsDiagnosis(message, separators))) || namesOneOf(message, separators, ids);
    return { concerns, day };
  };
}

/** As `normalisedId` of any feed would have it, leading zeros left out: two that are the same there are the same here. */
function folded(id: string): string {
  return id.trim().replace(/^0+(?=.)/, '');
}

function headerOf(message: string, { field, component, repetition }: Separators) {
  const end = message.indexOf('\r');
  const fields = message.slice(0, end < 0 ? message.length : end).split(field, 9);
  const [type = ''] = (fields[8] ?? '').split(repetition, 1);
  const [code = '', event = ''] = type.split(component, 2);
  const kind = kindOf(code.trim().toUpperCase(), event.trim().toUpperCase());
  const date = (fields[6] ?? '').trim().slice(0, 8);
  return { day: /^\d{8}$/.test(date) ? date : '', isLink: kind === 'merge' || kind === 'unlink' };
}

function holdsDiagnosis(message: string, { field }: Separators): boolean {
  return message.includes(`\rDG1${field}`) || message.includes(`\rPRB${field}`);
}

function namesOneOf(message: string, separators: Separators, ids: ReadonlySet<string>): boolean {
  const begin = `\rPID${separators.field}`;
  for (let at = message.indexOf(begin); at >= 0; at = message.indexOf(begin, at + begin.length)) {
    if (holdsOneOf(thirdField(message, at + begin.length, separators.field), separators, ids)) return true;
  }
  return false;
}

/** PID-3, of a segment whose first field begins at `from`. */
function thirdField(message: string, from: number, field: string): string {
  const ofSegment = message.indexOf('\r', from);
  const end = ofSegment < 0 ? message.length : ofSegment;
  let begin = from;
  for (let left = 2; left > 0; left -= 1) {
    const next = message.indexOf(field, begin);
    if (next < 0 || next >= end) return '';
    begin = next + 1;
  }
  const next = message.indexOf(field, begin);
  return message.slice(begin, next < 0 || next > end ? end : next);
}

function holdsOneOf(sent: string, separators: Separators, ids: ReadonlySet<string>): boolean {
  return sent.split(separators.repetition).some((one) => {
    const [id = ''] = one.split(separators.component, 1);
    return id.includes(separators.escape) || id.includes(separators.subcomponent) || ids.has(folded(id));
  });
}
