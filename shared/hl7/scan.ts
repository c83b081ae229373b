import { unescapeText } from './escape.ts';
import { normaliseLineEnds, trimFrame } from './line-ends.ts';
import { kindOf } from './message-type.ts';
import { withoutNull } from './segment.ts';
import { readSeparators, type Separators } from './separators.ts';

/**
 * Whether a code, text and system of OBX-3, with the unit (OBX-6.1) and the range (OBX-7) sent beside them, may be one
 * that is watched. Called for each triplet of each OBX: it must be fast, and rather say yes than no.
 */
export type IsWatchedCode = (
  code: string,
  text: string,
  unit: string,
  range: string,
  system: string,
) => boolean;

export type Scan = {
  /** Whether the message must be read: something in it is watched, or it cannot be scanned and must be refused. */
  readonly watched: boolean;
  /** OBX whose code is watched. */
  readonly observations: number;
  /** DG1 and PRB. */
  readonly diagnoses: number;
  /** A merge, link or unlink. */
  readonly links: boolean;
  /** No MSH, no separators, or a line that is no segment: the reader will refuse it with the reason. */
  readonly suspect: boolean;
};

const SUSPECT: Scan = { watched: true, observations: 0, diagnoses: 0, links: false, suspect: true };
/** Where code and text begin in OBX-3, as `coded.ts` has it, from 0. */
const TRIPLET_STARTS = [0, 3, 9] as const;
const MOST_SEGMENTS = 20_000;

/**
 * Looks through the decoded text of one message for anything watched without parsing it: the step at which most
 * messages stop. Never throws; linear in the text.
 */
export function scanMessage(
  message: string,
  isWatchedCode: IsWatchedCode,
  caps: { readonly segments: number } = { segments: MOST_SEGMENTS },
): Scan {
  const trimmed = trimFrame(message);
  const separators = trimmed.startsWith('MSH') ? readSeparators(trimmed) : undefined;
  if (separators === undefined) return SUSPECT;
  const text = normaliseLineEnds(trimmed, separators.field);
  const found: Found = { observations: 0, diagnoses: 0 };
  let segments = 0;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (isSegment(text, start, end, separators.field)) {
      segments += 1;
      if (segments > caps.segments || isRefused(text, start)) return SUSPECT;
      lookAt(text, start, end, { separators, isWatchedCode, found });
    } else if (text.slice(start, end).trim() !== '') return SUSPECT;
    start = end + 1;
  }
  const links = isLink(text, separators);
  return { watched: found.observations + found.diagnoses > 0 || links, ...found, links, suspect: false };
}

type Found = { observations: number; diagnoses: number };
type Looking = {
  readonly separators: Separators;
  readonly isWatchedCode: IsWatchedCode;
  readonly found: Found;
};

function lookAt(
  text: string,
  start: number,
  end: number,
  { separators, isWatchedCode, found }: Looking,
): void {
  if (text.startsWith('OBX', start)) {
    if (isWatchedLine(text.slice(start, end), separators, isWatchedCode)) found.observations += 1;
  } else if (text.startsWith('DG1', start) || text.startsWith('PRB', start)) {
    found.diagnoses += 1;
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\r', from);
  return end < 0 ? text.length : end;
}

/** `^[A-Z][A-Z0-9]{2}(sep|$)`, by hand: this runs for every segment of every message. */
function isSegment(text: string, start: number, end: number, field: string): boolean {
  if (!isCapital(text.charCodeAt(start))) return false;
  const second = text.charCodeAt(start + 1);
  const third = text.charCodeAt(start + 2);
  if (!(isCapital(second) || isDigit(second)) || !(isCapital(third) || isDigit(third))) return false;
  return end === start + 3 || text[start + 3] === field;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A second MSH or a continued segment: the reader refuses the whole message. */
function isRefused(text: string, start: number): boolean {
  return (start > 0 && text.startsWith('MSH', start)) || text.startsWith('ADD', start);
}

function isLink(text: string, { field, component, repetition }: Separators): boolean {
  const msh = text.slice(0, lineEnd(text, 0)).split(field, 9);
  const [code = '', event = ''] = (msh[8] ?? '').split(repetition, 1).join('').split(component, 2);
  const kind = kindOf(code.trim().toUpperCase(), event.trim().toUpperCase());
  return kind === 'merge' || kind === 'unlink';
}

function isWatchedLine(obx: string, separators: Separators, isWatchedCode: IsWatchedCode): boolean {
  const third = afterSeparators(obx, separators.field, 0, 3);
  const sixth = afterSeparators(obx, separators.field, third, 3);
  const seventh = afterSeparators(obx, separators.field, sixth, 1);
  const coded = upTo(obx, separators.field, third);
  const unit = firstComponent(upTo(obx, separators.field, sixth), separators.component);
  const beside = [plainText(unit, separators), upTo(obx, separators.field, seventh)] as const;
  if (!coded.includes(separators.repetition))
    return isWatchedElement(coded, beside, separators, isWatchedCode);
  const repetitions = coded.split(separators.repetition);
  return repetitions.some((one) => isWatchedElement(one, beside, separators, isWatchedCode));
}

function isWatchedElement(
  coded: string,
  [unit, range]: readonly [unit: string, range: string],
  separators: Separators,
  isWatchedCode: IsWatchedCode,
): boolean {
  const components = coded.split(separators.component);
  for (const start of TRIPLET_STARTS) {
    const sent = components[start];
    if (sent === undefined) return false;
    const code = plainText(sent, separators);
    const text = plainText(components[start + 1] ?? '', separators);
    const system = plainText(components[start + 2] ?? '', separators);
    if ((code !== '' || text !== '') && isWatchedCode(code, text, unit, range, system)) return true;
  }
  return false;
}

/** The first component that holds anything: some senders leave OBX-6.1 empty. */
function firstComponent(sent: string, component: string): string {
  if (!sent.includes(component)) return sent;
  return sent.split(component).find((text) => text !== '') ?? '';
}

function plainText(sent: string, separators: Separators): string {
  return withoutNull(unescapeText(sent, separators));
}

/** Where the field after so many more separators begins; the end of the segment where there are fewer. */
function afterSeparators(segment: string, field: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; left -= 1) {
    const next = segment.indexOf(field, at);
    if (next < 0) return segment.length;
    at = next + 1;
  }
  return at;
}

function upTo(segment: string, field: string, from: number): string {
  const end = segment.indexOf(field, from);
  return segment.slice(from, end < 0 ? segment.length : end);
}
