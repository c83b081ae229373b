import type { Caps } from '../runtime/config.ts';
import { normaliseLineEnds, trimFrame } from './line-ends.ts';
import { readableFields } from './read-fields.ts';
import { refusal } from './refusal.ts';
import { type Separators, separatorsOf } from './separators.ts';

/** One message as lines: every segment checked and counted, those that are read kept up to their last field read. */
export type SegmentLines = {
  readonly separators: Separators;
  readonly lines: readonly string[];
};

/** More separators than this in one segment, or in all that is read, would keep the parser busy for seconds. */
const MOST_PARTS_OF_SEGMENT = 20_000;
const MOST_PARTS = 1_000_000;

/**
 * Cuts one message into segments, each checked by `^[A-Z][A-Z0-9]{2}(sep|$)` and against the caps, before any parser
 * sees it. Lines of nothing but blanks are skipped. Throws UnprocessableMessageError.
 */
export function segmentLines(message: string, caps: Caps): SegmentLines {
  const trimmed = trimFrame(message);
  if (trimmed === '') throw refusal('empty');
  if (!trimmed.startsWith('MSH')) throw refusal('no-msh');
  const separators = separatorsOf(trimmed);
  const text = normaliseLineEnds(trimmed, separators.field);
  const lines: string[] = [];
  let segments = 0;
  let parts = 0;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = withoutTrailingLineFeeds(text.slice(start, end));
    start = end + 1;
    if (line.trim() === '') continue;
    segments += 1;
    if (segments > caps.segments) throw refusal('too-many-segments');
    checkSegment(line, segments, separators, caps);
    const kept = readableFields(line, separators.field);
    if (kept === undefined) continue;
    const ofSegment = countParts(kept, separators);
    parts += ofSegment;
    if (ofSegment > MOST_PARTS_OF_SEGMENT || parts > MOST_PARTS) throw refusal('too-many-parts');
    lines.push(kept);
  }
  return { separators, lines };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\r', from);
  return end < 0 ? text.length : end;
}

function withoutTrailingLineFeeds(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\n') end -= 1;
  return end === line.length ? line : line.slice(0, end);
}

function checkSegment(line: string, ordinal: number, separators: Separators, caps: Caps): void {
  if (!isSegment(line, separators.field)) throw refusal('segment-malformed');
  if (line.startsWith('MSH') && ordinal > 1) throw refusal('several-messages');
  if (line.startsWith('ADD')) throw refusal('segment-continued');
  checkCaps(line, separators, caps);
}

function isSegment(line: string, field: string): boolean {
  return /^[A-Z][A-Z0-9]{2}/.test(line) && (line.length === 3 || line[3] === field);
}

function checkCaps(line: string, { field, repetition }: Separators, caps: Caps): void {
  const fieldCode = field.charCodeAt(0);
  const repetitionCode = repetition.charCodeAt(0);
  let fields = 0;
  let repetitions = 1;
  for (let index = 3; index < line.length; index += 1) {
    const code = line.charCodeAt(index);
    if (code === fieldCode) {
      fields += 1;
      repetitions = 1;
      if (fields > caps.fieldsPerSegment) throw refusal('too-many-fields');
    } else if (code === repetitionCode) {
      repetitions += 1;
      if (repetitions > caps.repetitionsPerField) throw refusal('too-many-repetitions');
    }
  }
}

function countParts(line: string, { field, component, repetition, subcomponent }: Separators): number {
  const codes = [field, component, repetition, subcomponent].map((separator) => separator.charCodeAt(0));
  let parts = 1;
  for (let index = 3; index < line.length; index += 1) {
    if (codes.includes(line.charCodeAt(index))) parts += 1;
  }
  return parts;
}
