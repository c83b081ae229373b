import { readSeparators } from './separators.ts';

/** What begins at a line that is no segment of the message before it. */
export type BoundaryId = 'MSH' | 'FHS' | 'BHS' | 'BTS' | 'FTS';

export type Boundary = { readonly id: BoundaryId; readonly at: number };

/** Characters from a boundary's first on that decide whether it is one: the id, MSH-1, MSH-2 and MSH-1 again. */
export const BOUNDARY_LENGTH = 10;

const LINE_THEN_ID = /[\r\n\v](MSH|FHS|BHS|BTS|FTS)/g;

/**
 * The first boundary after `from` in a text: MSH, FHS or BHS at the start of a line with the field separator in force or
 * with separators of its own; BTS or FTS with the field separator in force or nothing. "MSH-2: loss" is text.
 */
export function nextBoundary(text: string, from: number, fieldSeparator: string): Boundary | undefined {
  LINE_THEN_ID.lastIndex = from;
  for (let match = LINE_THEN_ID.exec(text); match !== null; match = LINE_THEN_ID.exec(text)) {
    const at = match.index + 1;
    const id = match[1] as BoundaryId;
    if (isBoundary(text.slice(at, at + BOUNDARY_LENGTH), id, fieldSeparator)) return { id, at };
  }
  return undefined;
}

function isBoundary(start: string, id: BoundaryId, fieldSeparator: string): boolean {
  const next = start.charAt(3);
  if (next !== '' && next === fieldSeparator) return true;
  if (id === 'BTS' || id === 'FTS') return next === '' || next === '\r' || next === '\n';
  return readSeparators(start) !== undefined;
}
