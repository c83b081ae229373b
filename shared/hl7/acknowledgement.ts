import type { EpochMs } from '../clinical/instant.ts';
import type { AnswerEncoding, DoorHeader } from './door-header.ts';
import { asSent, buildMessage, type FieldInput } from './message-builder.ts';
import { isAcknowledgement } from './message-type.ts';
import { STANDARD_SEPARATORS } from './separators.ts';
import { byteOrderMark } from './utf16.ts';

/** How a message was received: stored, refused for its content, or refused altogether (HL7 table 0008). */
export type Acceptance = 'accepted' | 'error' | 'rejected';

/** HL7 table 0357. */
export const ERROR_CODES = {
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  103: 'Table value not found',
  200: 'Unsupported message type',
  201: 'Unsupported event code',
  202: 'Unsupported processing id',
  203: 'Unsupported version id',
  204: 'Unknown key identifier',
  205: 'Duplicate key identifier',
  206: 'Application record locked',
  207: 'Application internal error',
} as const;

/** What was wrong and where: becomes ERR. Never any content of the message. */
export type AcknowledgedError = {
  readonly code: keyof typeof ERROR_CODES;
  /** Such as MSH-11: the segment, which of its kind (from 1), and the field. */
  readonly location?: { readonly segment: string; readonly occurrence?: number; readonly field?: number };
  /** For the sender's interface team. */
  readonly text: string;
};

export type Answer = {
  readonly acceptance: Acceptance;
  readonly error?: AcknowledgedError;
  /** MSH-10 of the answer, never used before. */
  readonly controlId: string;
  readonly at: EpochMs;
};

/** Application acknowledgements, those of original mode too; accept acknowledgements (HL7 v2.5.1 ch. 2.9). */
const CODES = {
  application: { accepted: 'AA', error: 'AE', rejected: 'AR' },
  accept: { accepted: 'CA', error: 'CE', rejected: 'CR' },
} as const;

/** When an acknowledgement is due (HL7 table 0155); a sender who asks for something else gets one always. */
const DUE = new Map<string, (acceptance: Acceptance) => boolean>([
  ['NE', () => false],
  ['ER', (acceptance) => acceptance !== 'accepted'],
  ['SU', (acceptance) => acceptance === 'accepted'],
]);

const MOST_ERROR_TEXT = 250;

/**
 * The acknowledgement of a message, in the sender's own separators, character set and acknowledgement mode; undefined
 * when none is due: MSH-15 and MSH-16 say so, or the message is itself an acknowledgement. A message whose MSH could not be read
 * (`header` undefined) is answered in standard separators, original mode.
 */
export function buildAcknowledgement(header: DoorHeader | undefined, answer: Answer): Uint8Array | undefined {
  if (header === undefined) return encodeAnswer(answerText(UNREADABLE, 'AR', answer), 'latin1');
  if (isAcknowledgement(header.code)) return undefined;
  const codes = codesDue(header, answer.acceptance);
  return codes && encodeAnswer(answerText(header, CODES[codes][answer.acceptance], answer), header.encoding);
}

/**
 * Original mode where MSH-15 and MSH-16 are empty. In enhanced mode the accept acknowledgement that MSH-15 asks for;
 * where it asks for none, the application acknowledgement that MSH-16 asks for: `NE` with `AL` is what original mode
 * is equivalent to (HL7 v2.5.1 ch. 2.9), and its sender waits.
 */
function codesDue(
  { acceptAcknowledgement, applicationAcknowledgement }: DoorHeader,
  acceptance: Acceptance,
): keyof typeof CODES | undefined {
  if (acceptAcknowledgement === '' && applicationAcknowledgement === '') return 'application';
  if (isDue(acceptAcknowledgement, acceptance)) return 'accept';
  return applicationAcknowledgement !== '' && isDue(applicationAcknowledgement, acceptance)
    ? 'application'
    : undefined;
}

function isDue(condition: string, acceptance: Acceptance): boolean {
  return DUE.get(condition)?.(acceptance) ?? true;
}

type Answered = Pick<DoorHeader, 'separators' | 'code' | 'event' | 'version' | 'asSent'>;

const UNREADABLE: Answered = {
  separators: STANDARD_SEPARATORS,
  code: '',
  event: '',
  version: '2.5.1',
  asSent: [...Array<string>(10).fill(''), 'P', '2.5.1'],
};

function answerText(to: Answered, code: string, answer: Answer): string {
  const echo = (number: number): FieldInput => asSent(to.asSent[number - 1] ?? '');
  const msh: FieldInput[] = [echo(5), echo(6), echo(3), echo(4), timestamp(answer.at), '', messageType(to)];
  msh.push(answer.controlId, echo(11), echo(12), '', '', '', '', '', echo(18));
  const { error } = answer;
  const olderThanErr = error !== undefined && isBefore25(to.version);
  const msa: FieldInput[] = [code, echo(10), olderThanErr ? error.text.slice(0, 80) : ''];
  return buildMessage(
    [['MSH', ...msh], ['MSA', ...msa], ...(error === undefined ? [] : [errSegment(error, olderThanErr)])],
    to.separators,
  );
}

/** ORU^R30 is answered by ORA^R33 (HL7 v2.5.1 ch. 7.3.6), all others by ACK. */
function messageType({ code, event }: Answered): FieldInput {
  if (code === 'ORU' && event === 'R30') return ['ORA', 'R33', 'ORA_R33'];
  return event === '' ? 'ACK' : ['ACK', event, 'ACK'];
}

/** ERR as v2.5 has it (ERL, CWE, severity, text), or before it the one ELD field. */
function errSegment(error: AcknowledgedError, olderThanErr: boolean): readonly [string, ...FieldInput[]] {
  const { segment = '', occurrence = 1, field } = error.location ?? {};
  const location =
    segment === '' ? [] : [segment, `${occurrence}`, ...(field === undefined ? [] : [`${field}`])];
  const coded = [`${error.code}`, ERROR_CODES[error.code], 'HL70357'];
  if (olderThanErr) return ['ERR', [...location, ...Array<string>(3 - location.length).fill(''), coded]];
  return ['ERR', '', location, coded, 'E', '', '', '', error.text.slice(0, MOST_ERROR_TEXT)];
}

function isBefore25(version: string): boolean {
  return /^2(\.[0-4](\D.*)?)?$/.test(version);
}

/** YYYYMMDDHHMMSS+0000. */
function timestamp(at: EpochMs): string {
  return `${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}+0000`;
}

function encodeAnswer(text: string, encoding: AnswerEncoding): Uint8Array {
  if (encoding === 'latin1') return Buffer.from(text, 'latin1');
  const littleEndian = Buffer.from(text, 'utf16le');
  const units = encoding === 'utf-16le' ? littleEndian : littleEndian.swap16();
  return Buffer.concat([byteOrderMark(encoding), units]);
}
