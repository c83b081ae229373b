/** A field: text, or components. Everything is escaped on the way out. */
export type Field = string | readonly string[];

/** A segment's id and its fields by their number in the standard. */
export type Segment = readonly [id: string, fields: Readonly<Record<number, Field>>];

const ESCAPES = new Map([
  ['|', '\\F\\'],
  ['^', '\\S\\'],
  ['&', '\\T\\'],
  ['~', '\\R\\'],
  ['\\', '\\E\\'],
]);

function escaped(text: string): string {
  return [...text].map((character) => ESCAPES.get(character) ?? character).join('');
}

function written(field: Field | undefined): string {
  return typeof field === 'object' ? field.map(escaped).join('^') : escaped(field ?? '');
}

function segmentText([id, fields]: Segment): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const texts = Array.from({ length: last }, (_, index) => written(fields[index + 1]));
  // MSH-1 is the separator itself.
  return id === 'MSH' ? `MSH|^~\\&|${texts.slice(2).join('|')}` : `${id}|${texts.join('|')}`;
}

export function writeMessage(segments: readonly Segment[]): string {
  return `${segments.map(segmentText).join('\r')}\r`;
}
