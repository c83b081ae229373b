import { ERROR_CODES } from '../../shared/hl7/acknowledgement.ts';
import { decodeMessage } from '../../shared/hl7/charset.ts';
import type { DoorHeader } from '../../shared/hl7/door-header.ts';
import { trimFrame } from '../../shared/hl7/line-ends.ts';
import { isAcknowledgement } from '../../shared/hl7/message-type.ts';
import { ANSWERED_OTHERWISE, type Reply } from './reply.ts';

/**
 * Whether anybody will answer (HL7 v2.5.1 ch. 2.9): not where the sender asks for nothing, and acknowledgements are not
 * acknowledged. Where MSH-15 is empty a first answer comes, whatever MSH-16 says.
 */
export function isAnswerDue(header: DoorHeader): boolean {
  const { code, acceptAcknowledgement: accept, applicationAcknowledgement: application } = header;
  if (isAcknowledgement(code)) return false;
  return accept !== 'NE' || (application !== '' && application !== 'NE');
}

/** What an answer says of the message with this header. */
export function readAnswer(answer: Uint8Array, sent: DoorHeader | undefined): Reply {
  const segments = trimFrame(decodeMessage(answer).text).split(/[\r\n]+/);
  const [msh = ''] = segments;
  const field = msh.charAt(3);
  const fieldsOf = (id: string) => segments.find((line) => line.startsWith(`${id}${field}`))?.split(field);
  const msa = msh.startsWith('MSH') && field !== '' ? fieldsOf('MSA') : undefined;
  const [, code = '', controlId = ''] = msa ?? [];
  if (!/^[AC][AER]$/.test(code)) return { is: 'answered', code: ANSWERED_OTHERWISE.unreadable };
  if (isOfAnother(controlId, sent)) return { is: 'answered', code: ANSWERED_OTHERWISE.ofAnother };
  const error = errorOf(fieldsOf('ERR') ?? []);
  return { is: 'answered', code, ...(error !== undefined && { error }) };
}

/** MSA-2 echoes MSH-10 as it was sent. Receivers who cannot read it leave it empty. */
function isOfAnother(controlId: string, sent: DoorHeader | undefined): boolean {
  const expected = sent?.asSent[9] ?? '';
  return expected !== '' && controlId !== '' && controlId.trim() !== expected.trim();
}

/** ERR-3 since v2.5, before it the fourth component of ERR-1: the code alone, for texts may quote the message. */
function errorOf([, location = '', , coded = '']: readonly string[]): string | undefined {
  const code = firstNumber(coded) ?? firstNumber(location.split('^')[3] ?? '');
  const text = Object.entries(ERROR_CODES).find(([known]) => known === code)?.[1];
  return text === undefined ? undefined : `${code} ${text}`;
}

function firstNumber(text: string): string | undefined {
  return /^\d{3}/.exec(text)?.[0];
}
