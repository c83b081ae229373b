import { describe, expect, it } from 'vitest';
import { type IsWatchedCode, scanMessage } from '../../../shared/hl7/scan.ts';
import { calciumMessage, message, msh, obr, obx, pid } from './samples.ts';

const isCalcium: IsWatchedCode = (code, text) => code === '17861-6' || /calcium/i.test(text);
const never: IsWatchedCode = () => false;
const withObx3 = (code: string) =>
  `MSH|^~\\&|L|||||| ORU ^ R01 \rPID|1\rOBX|1|NM|${code}||9.5|mg/dL|8.6-10.3\r`;

describe('the scan', () => {
  it.each([
    ['a primary code', '17861-6^Ca^LN'],
    ['an alternate code', 'CA1^Ca^L^17861-6^Ca^LN'],
    ['a second alternate code', 'CA1^Ca^L^CA2^Ca^L^^^^17861-6^^LN'],
    ['the second repetition', 'XY~17861-6'],
    ['a text', 'CA1^Serum Calcium^L'],
    ['a text without a code', '^Calcium'],
    ['an escaped text', 'CA1^CAL\\X43\\IUM'],
    ['a code in blanks', ' 17861-6 ^x'],
  ])('sees %s', (_, code) => {
    expect(scanMessage(withObx3(code), isCalcium)).toEqual({
      watched: true,
      observations: 1,
      diagnoses: 0,
      links: false,
      suspect: false,
    });
  });

  it.each(['2823-3^Potassium^LN', '', '^^^^^^^^', 'A^B^L^C^D^L^^^^E^F^L', 'CA^California', '718-7'])(
    'stops at %s',
    (code) => {
      expect(scanMessage(withObx3(code), isCalcium).watched).toBe(false);
    },
  );

  it.each([
    ['OBX|1|NM|X^Y^L||9.5|mg/dL^x|8.6-10.3|N', ['X', 'Y', 'mg/dL', '8.6-10.3', 'L']],
    ['OBX|1|NM|X^Y^\\X4C\\N||9.5', ['X', 'Y', '', '', 'LN']],
    ['OBX|1|NM|X||9.5|^mg/dL|8.6-10.3', ['X', '', 'mg/dL', '8.6-10.3', '']],
    ['OBX|1|NM|X||9.5|^|', ['X', '', '', '', '']],
    ['OBX|1|NM|X||9.5', ['X', '', '', '', '']],
    ['OBX|1|NM|X', ['X', '', '', '', '']],
  ])('hands on system, unit and range of %s', (segment, expected) => {
    const asked: string[][] = [];

    scanMessage(`MSH|^~\\&|L\r${segment}`, (...sent) => {
      asked.push(sent);
      return false;
    });

    expect(asked).toEqual([expected]);
  });

  it.each(['OBX', 'OBX|', 'OBX|1|NM'])('asks nothing of %s', (segment) => {
    expect(scanMessage(`MSH|^~\\&|L\r${segment}`, () => true).watched).toBe(false);
  });

  it.each(['DG1|1||C50.9', 'PRB|AD|2024|C50.9'])('sees the diagnosis %s', (segment) => {
    const scan = scanMessage(`MSH|^~\\&|L||||||ADT^A01\rPID|1\r${segment}\r`, never);

    expect(scan).toMatchObject({ watched: true, diagnoses: 1 });
  });

  it.each([
    ['A40', true],
    ['A24', true],
    ['A37', true],
    ['a40~x', true],
    [' A40 ', true],
    ['A01', false],
    ['', false],
  ])('ADT^%s is a merge, link or unlink: %s', (event, expected) => {
    const scan = scanMessage(`MSH|^~\\&|L||||||ADT^${event}\rPID|1\r`, never);

    expect(scan).toMatchObject({ watched: expected, links: expected });
  });

  it('sees a merge whose type is written with blanks', () => {
    expect(scanMessage('MSH|^~\\&|L|||||| ADT ^A40\rPID|1\r', never).links).toBe(true);
  });

  it('reads the type of a short MSH as none', () => {
    expect(scanMessage('MSH|^~\\&|L', never).watched).toBe(false);
  });

  it.each<[string, string]>([
    ['an empty message', ''],
    ['no MSH', 'PID|1'],
    ['unusable separators', 'MSH|blah|'],
    ['a line that is no segment', 'MSH|^~\\&|L\rOBX 17861-6'],
    ['a second MSH', 'MSH|^~\\&|L\rMSH|^~\\&|L'],
    ['a continued segment', 'MSH|^~\\&|L\rADD|1'],
    ['an id of two at the end', 'MSH|^~\\&|L\rOB'],
    ['an id with another character', 'MSH|^~\\&|L\rO-X|'],
    ['an id that ends with another character', 'MSH|^~\\&|L\rOB-|'],
    ...['@BX', '[BX', '0BX', 'O@X', 'O[X', 'O/X', 'O:X', 'OB@', 'OB[', 'OB/', 'OB:'].map(
      (id): [string, string] => [`the id ${id}`, `MSH|^~\\&|L\r${id}|1`],
    ),
    ['four segments where three are allowed', 'MSH|^~\\&|L\rA|\rB'],
  ])('says that %s must be looked at by the reader', (_, text) => {
    expect(scanMessage(text, never)).toEqual({
      watched: true,
      observations: 0,
      diagnoses: 0,
      links: false,
      suspect: true,
    });
  });

  it.each(['AAA', 'ZZZ', 'A00', 'Z99', 'A0A', 'Z9Z', 'AA0', 'ZZ9'])('takes %s for a segment', (id) => {
    expect(scanMessage(`MSH|^~\\&|L\r${id}|1\r${id}`, never).suspect).toBe(false);
  });

  it('says that more segments than the cap must be looked at', () => {
    const text = 'MSH|^~\\&|L\rZZ1|\rZZ2|\r';

    expect(scanMessage(text, never, { segments: 3 }).suspect).toBe(false);
    expect(scanMessage(text, never, { segments: 2 }).suspect).toBe(true);
  });

  it('says that more than 20,000 segments must be looked at where no cap is given', () => {
    const text = `MSH|^~\\&|L\r${'ZZ1|\r'.repeat(19_999)}`;

    expect(scanMessage(text, never).suspect).toBe(false);
    expect(scanMessage(`${text}ZZ1|\r`, never).suspect).toBe(true);
  });

  it.each(['\r', '\r\n', '\n'])('sees the same with lines that end in %j', (end) => {
    const text = calciumMessage.replaceAll('\r', end);

    expect(scanMessage(text, isCalcium)).toMatchObject({ watched: true, observations: 1, suspect: false });
  });

  it('counts what it saw', () => {
    const text = message(msh(), pid, obr, obx(), obx('1', '2823-3'), obx(), ['DG1', '1']);

    expect(scanMessage(`${text}\r\r \r`, isCalcium)).toMatchObject({
      observations: 2,
      diagnoses: 1,
      suspect: false,
    });
  });
});
