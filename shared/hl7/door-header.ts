import { decodeMessage } from './charset.ts';
import { unescapeText } from './escape.ts';
import { trimFrame } from './line-ends.ts';
import type { RefusalReason } from './refusal.ts';
import { readSeparators, type Separators, standardSeparatorsWith } from './separators.ts';
import { type Utf16, utf16Of } from './utf16.ts';

/** What the door needs of a message: who sent it and how it is answered. Only MSH is looked at. */
export type DoorHeader = {
  readonly separators: Separators;
  /** MSH-3.1 and MSH-4.1. */
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  /** MSH-9.1 and MSH-9.2, upper case. */
  readonly code: string;
  readonly event: string;
  /** MSH-10, as `ReadMessage` has it; the answer echoes what was sent, not this. */
  readonly controlId: string;
  /** MSH-11.1, upper case. */
  readonly processingId: string;
  /** MSH-12.1. */
  readonly version: string;
  /** MSH-15 and MSH-16, upper case. */
  readonly acceptAcknowledgement: string;
  readonly applicationAcknowledgement: string;
  /** MSH's fields byte for byte as sent, escapes and all, from MSH-1 at index 0. */
  readonly asSent: readonly string[];
  /** How text of `asSent` becomes the sender's own bytes again. */
  readonly encoding: AnswerEncoding;
};

/** `latin1` is one byte a character: it gives back the bytes of any character set but UTF-16. */
export type AnswerEncoding = 'latin1' | Utf16['encoding'];

export type DoorReading =
  | { readonly is: 'header'; readonly header: DoorHeader }
  | { readonly is: 'unreadable'; readonly reason: RefusalReason };

/** A longer MSH is cut here: the time this takes does not grow with the message. */
const HEADER_BYTES = 65_536;

/** Reads MSH alone, for the door: enough to answer, or the reason why nobody could. Never throws. */
export function readDoorHeader(bytes: Uint8Array, contentTypeCharset?: string): DoorReading {
  const head = withoutUtf8Mark(bytes.subarray(0, HEADER_BYTES));
  const encoding = utf16Of(head)?.encoding ?? 'latin1';
  const text = firstLine(decodeMessage(firstLineBytes(head, encoding), contentTypeCharset).text);
  if (text === '') return { is: 'unreadable', reason: 'empty' };
  if (!text.startsWith('MSH')) return { is: 'unreadable', reason: 'no-msh' };
  const separators = separatorsForAnswer(text);
  if (separators === undefined) return { is: 'unreadable', reason: 'separators-unusable' };
  const sent = encoding === 'latin1' ? byteForByteLine(head) : text;
  return { is: 'header', header: headerOf(text, fieldsOf(sent, separators), separators, encoding) };
}

function headerOf(
  text: string,
  asSent: readonly string[],
  separators: Separators,
  encoding: AnswerEncoding,
): DoorHeader {
  const fields = fieldsOf(text, separators);
  const element = (number: number, component = 1): string => {
    const repetition = before(fields[number - 1] ?? '', separators.repetition);
    const sent = repetition.split(separators.component)[component - 1] ?? '';
    return unescapeText(sent, separators).trim();
  };
  return {
    separators,
    sendingApplication: element(3),
    sendingFacility: element(4),
    code: element(9).toUpperCase(),
    event: element(9, 2).toUpperCase(),
    controlId: element(10),
    processingId: element(11).toUpperCase(),
    version: element(12),
    acceptAcknowledgement: element(15).toUpperCase(),
    applicationAcknowledgement: element(16).toUpperCase(),
    asSent,
    encoding,
  };
}

function before(text: string, separator: string): string {
  const end = text.indexOf(separator);
  return end < 0 ? text : text.slice(0, end);
}

/** MSH-1 is the separator itself. */
function fieldsOf(msh: string, { field }: Separators): readonly string[] {
  return [field, ...msh.slice(4).split(field)];
}

/** Where MSH-2 is no set of separators the message is refused later, but MSH-1 is enough to answer by. */
function separatorsForAnswer(msh: string): Separators | undefined {
  const sent = readSeparators(msh);
  if (sent !== undefined) return sent;
  const isEmpty = msh.length === 4 || msh.charAt(4) === msh.charAt(3);
  return isEmpty ? undefined : standardSeparatorsWith(msh.charAt(3));
}

function firstLineBytes(head: Uint8Array, encoding: AnswerEncoding): Uint8Array {
  return encoding === 'latin1' ? Buffer.from(byteForByteLine(head), 'latin1') : head;
}

function byteForByteLine(head: Uint8Array): string {
  return firstLine(Buffer.from(head).toString('latin1'));
}

function firstLine(text: string): string {
  const trimmed = trimFrame(text);
  const end = trimmed.search(/[\r\n]/);
  return end < 0 ? trimmed : trimmed.slice(0, end);
}

function withoutUtf8Mark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
