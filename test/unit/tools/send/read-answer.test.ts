import { describe, expect, test } from 'vitest';
import { type DoorHeader, readDoorHeader } from '../../../../shared/hl7/door-header.ts';
import { isAnswerDue, readAnswer } from '../../../../tools/send/read-answer.ts';

const header = (msh: string): DoorHeader => {
  const reading = readDoorHeader(Buffer.from(msh));
  if (reading.is !== 'header') throw new Error('the sample is not readable');
  return reading.header;
};
const SENT = header('MSH|^~\\&|LAB|H|||20260101||ORU^R01|C-1|P|2.5.1\r');
const read = (...lines: readonly string[]) => readAnswer(Buffer.from(`${lines.join('\r')}\r`), SENT);
const MSH = 'MSH|^~\\&|CA|ONC|LAB|H|20260101||ACK^R01^ACK|X1|P|2.5.1';

describe('an answer', () => {
  test.each(['AA', 'AE', 'AR', 'CA', 'CE', 'CR'])('%s is what MSA-1 says', (code) => {
    expect(read(MSH, `MSA|${code}|C-1`)).toEqual({ is: 'answered', code });
  });

  test('names the error of HL7 table 0357, and none of its text', () => {
    expect(read(MSH, 'MSA|AR|C-1', 'ERR||MSH^1^4|204^ZZPHI^HL70357|E|||ZZPHI')).toEqual({
      is: 'answered',
      code: 'AR',
      error: '204 Unknown key identifier',
    });
  });

  test('names the error as it was told before v2.5', () => {
    expect(read(MSH, 'MSA|AE|C-1|ZZPHI', 'ERR|PID^1^3^101&Required field missing')).toMatchObject({
      error: '101 Required field missing',
    });
  });

  test('names no error that the table does not have', () => {
    expect(read(MSH, 'MSA|AE|C-1', 'ERR|||999^ZZPHI')).toEqual({ is: 'answered', code: 'AE' });
  });

  test.each([
    ['is empty', ''],
    ['is no HL7', 'OK'],
    ['has no MSA', MSH],
    ['says what no table has', `${MSH}\rMSA|OK|C-1`],
    ['has no separator', 'MSH'],
  ])('is unreadable where it %s', (_, text) => {
    expect(read(text)).toEqual({ is: 'answered', code: 'unreadable' });
  });

  test('of another message is noticed', () => {
    expect(read(MSH, 'MSA|AA|C-2')).toEqual({ is: 'answered', code: 'of another message' });
  });

  test('without MSA-2, or to a message without MSH-10, is taken as it is', () => {
    expect(read(MSH, 'MSA|AA')).toMatchObject({ code: 'AA' });
    expect(readAnswer(Buffer.from(`${MSH}\rMSA|AA|C-2`), undefined)).toMatchObject({ code: 'AA' });
  });
});

describe('an answer is due', () => {
  test.each([
    ['in original mode', '|', 'ORU^R01', true],
    ['always', 'AL|NE', 'ORU^R01', true],
    ['on errors', 'ER|NE', 'ORU^R01', true],
    ['by the application alone', 'NE|AL', 'ORU^R01', true],
    ['where nothing is said of the first one', '|NE', 'ORU^R01', true],
    ['to nobody who asks for none', 'NE|NE', 'ORU^R01', false],
    ['to nobody who asks for no first one, and for no second', 'NE|', 'ORU^R01', false],
    ['to no acknowledgement', '|', 'ACK^R01', false],
  ])('%s', (_, asked, type, due) => {
    const msh = `MSH|^~\\&|LAB|H|||20260101||${type}|C-1|P|2.5.1|||${asked}`;

    expect(isAnswerDue(header(msh))).toBe(due);
  });
});
