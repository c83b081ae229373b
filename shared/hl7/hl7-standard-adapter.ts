import HL7 from 'hl7-standard';
import { unescapeText } from './escape.ts';
import { refusal } from './refusal.ts';
import type { Component, Field, Repetition, Segment } from './segment.ts';
import type { SegmentLines } from './segments.ts';
import { separatorExchange } from './separator-exchange.ts';
import { encodingCharacters, STANDARD_SEPARATORS } from './separators.ts';

/** Parses a message of standard separators whose segments end with CR; a new parser object for each message. */
export type ParseByHl7Standard = (message: string) => readonly HL7.Segment[];

const parseByHl7Standard: ParseByHl7Standard = (message) => {
  const parser = new HL7(message);
  parser.transform();
  return Object.values(parser.transformed).flat();
};

const MSH_2 = encodingCharacters(STANDARD_SEPARATORS);

/**
 * Checked lines → segments in the order sent. What the parser made of each line is put together again and compared
 * with the line: a difference is refused (`parity`), so nothing is read that was not sent and nothing sent is lost.
 * Only `data` of hl7-standard's segments is read; its own accessors and its notion of escapes and groups are not used.
 */
export function parseSegments(
  { separators, lines }: SegmentLines,
  parse: ParseByHl7Standard = parseByHl7Standard,
): readonly Segment[] {
  const exchange = separatorExchange(separators, lines);
  const standardLines = lines.map((line) => standardLine(exchange.toStandard(line)));
  const parsed = inOrder(`${standardLines.join('\r')}\r`, parse);
  if (parsed.length !== lines.length) throw refusal('parity');
  const leaf = (text: string): string => unescapeText(exchange.asSent(text), separators);
  return parsed.map((segment, index) => {
    if (lineOf(segment) !== standardLines[index]) throw refusal('parity');
    const fields = Object.values(segment.data).map((content) => normalField(content, leaf));
    const id = segment.type;
    return { id, separators, fields: id === 'MSH' ? [[[[separators.field]]], ...fields] : fields };
  });
}

function inOrder(message: string, parse: ParseByHl7Standard): readonly HL7.Segment[] {
  try {
    return [...parse(message)].sort((a, b) => a.index - b.index);
  } catch {
    throw refusal('parity');
  }
}

/** The parser drops a line without a field separator and writes the standard's MSH-2 over any other. */
function standardLine(line: string): string {
  if (line.startsWith('MSH')) return `MSH|${MSH_2}${line.slice(endOfMsh2(line))}`;
  return line.length === 3 ? `${line}|` : line;
}

function endOfMsh2(line: string): number {
  const end = line.indexOf('|', 4);
  return end < 0 ? line.length : end;
}

/** The line that a parsed segment stands for. */
function lineOf({ type, data }: HL7.Segment): string {
  return [type, ...Object.values(data).map(textOfField)].join('|');
}

function textOfField(content: HL7.Field): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return textOfRepetition(content as HL7.Repetition);
  return isSubcomponents(content)
    ? content.join('&')
    : (content as readonly HL7.Repetition[]).map(textOfRepetition).join('~');
}

function textOfRepetition(repetition: HL7.Repetition): string {
  return Object.values(repetition)
    .map((component) => (typeof component === 'string' ? component : component.join('&')))
    .join('^');
}

function isSubcomponents(content: readonly unknown[]): content is readonly string[] {
  return typeof content[0] === 'string';
}

function normalField(content: HL7.Field, leaf: (text: string) => string): Field {
  if (content === '') return [];
  if (typeof content === 'string') return [[[leaf(content)]]];
  if (!Array.isArray(content)) return [normalRepetition(content as HL7.Repetition, leaf)];
  if (isSubcomponents(content)) return [[content.map(leaf)]];
  return (content as readonly HL7.Repetition[]).map((one) => normalRepetition(one, leaf));
}

function normalRepetition(repetition: HL7.Repetition, leaf: (text: string) => string): Repetition {
  return Object.values(repetition).map(
    (component): Component => (typeof component === 'string' ? [leaf(component)] : component.map(leaf)),
  );
}
