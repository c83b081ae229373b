import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { splitMessages } from '../../../shared/hl7/split.ts';
import { bytesOf, fateOf, observationsIn, read } from './samples.ts';

const HEADER = 'MSH|^~\\&|L|F|||20240501||ORU^R01|1|P|2.5.1';
const PID = 'PID|1||123^^^H^MR||DOE^JANE';
const DOLLAR = '$';
const OBX = 'OBX|1|NM|17861-6^Calcium^LN||12.8|mg/dL|8.6-10.3|H|||F';
const text = (...segments: string[]) => [HEADER, PID, 'OBR|1|P1|F1', ...segments, ''].join('\r');
const withName = (name: string) => `${HEADER}\rPID|1||123^^^H^MR||${name}\rOBR|1\r${OBX}\r`;
const valued = (value: string) => text(`OBX|1|ST|17861-6^Calcium^LN||${value}|mg/dL`);
const fatesOf = (bytes: Uint8Array) => splitMessages(bytes).map((piece) => fateOf(piece));

describe('bad input: the fate of the bytes', () => {
  it.each<[string, Uint8Array, string[]]>([
    ['empty body', bytesOf(''), ['empty']],
    ['only frame bytes', bytesOf('\x0b\x1c\r'), ['empty']],
    ['only line ends', bytesOf('\r\n\r\n'), ['empty']],
    ['no MSH', bytesOf(`${PID}\r${OBX}\r`), ['no-msh']],
    ['MSH|', bytesOf('MSH|'), ['separators-unusable']],
    ['MSH', bytesOf('MSH'), ['separators-unusable']],
    ['repeated separators', bytesOf('MSH|^^\\&|L\rOBX|1'), ['separators-unusable']],
    ['two messages in a frame', bytesOf(text(OBX) + text(OBX)), ['read', 'read']],
    [
      'invalid UTF-8',
      Buffer.concat([bytesOf(`${text(OBX)}NTE|1||`), Buffer.from([0xc3, 0x28, 0xff])]),
      ['read'],
    ],
    ['NUL in text', bytesOf(text(`${OBX}|\0\0`)), ['read']],
    ['NUL in a segment id', bytesOf(text('O\0X|1')), ['segment-malformed']],
    ['XML-encoded HL7', bytesOf('<?xml version="1.0"?><ORU_R01 xmlns="urn:hl7-org:v2xml"><MSH>'), ['no-msh']],
    ['JSON', bytesOf('{"resourceType":"Observation","valueQuantity":{"value":14}}'), ['no-msh']],
    ['gzip', gzipSync(text(OBX)), ['no-msh']],
    ['10,000 repetitions', bytesOf(text(`OBX|1|NM|X||${'1~'.repeat(10_000)}`)), ['too-many-repetitions']],
    ['2,000 fields', bytesOf(text(`ZZZ${'|x'.repeat(2_000)}`)), ['too-many-fields']],
    ['one patient, then junk', bytesOf(`${text(OBX)}some text\r`), ['segment-malformed']],
    ['__proto__ as a segment', bytesOf(text('__proto__|1')), ['segment-malformed']],
    [
      'a fake log line behind a name',
      bytesOf(withName('DOE\r\nlevel=info logged in')),
      ['segment-malformed'],
    ],
  ])('%s', (_, bytes, expected) => {
    expect(fatesOf(bytes)).toEqual(expected);
  });
});

describe('bad input: read as it was sent', () => {
  it.each([
    ['1,000 subcomponents', `OBX|1|ST|X||${'a&'.repeat(999)}a`, 'a&'.repeat(999).concat('a')],
    ['an unterminated escape', 'OBX|1|ST|X||12\\X', '12\\X'],
    ['escaped frame bytes', 'OBX|1|ST|X||a\\X0B1C0D\\b', 'a\x0b\x1c\rb'],
    ['a bidi override', 'OBX|1|ST|X||\u202e8.21', '\u202e8.21'],
    ['a script', 'OBX|1|ST|X||<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['a formula', "OBX|1|ST|X||=cmd\\F\\'/c calc'!A0", "=cmd|'/c calc'!A0"],
    ['a template', `OBX|1|ST|X||{{7*7}}${DOLLAR}{jndi:ldap://x}`, `{{7*7}}${DOLLAR}{jndi:ldap://x}`],
    ['__proto__ as a value', 'OBX|1|ST|X||__proto__', '__proto__'],
    ['a 5 MB PDF in base64', `OBX|1|TX|X||${'JVBERi0x'.repeat(625_000)}`, 'JVBERi0x'.repeat(625_000)],
  ])('%s', (_, segment, expected) => {
    const [observation, calcium] = observationsIn(text(segment, OBX.replace('|1|', '|2|')));

    expect(observation?.values).toEqual([[expected]]);
    expect(calcium?.values).toEqual([['12.8']]);
  });

  it.each([
    '>15.0',
    '<5',
    '12,4',
    ' 12.4 ',
    '1.24E1',
    '12.4 H',
    'NaN',
    'Infinity',
    '-1',
    '0x0C',
    '١٢٫٤',
    'HEMOLYZED',
    '""',
  ])('the value "%s", for the clinical side to judge', (value) => {
    expect(observationsIn(valued(value))[0]?.values).toEqual([[value]]);
  });

  it('an empty value as none', () => {
    expect(observationsIn(valued(''))[0]?.values).toEqual([]);
  });

  it.each(['\r', '\n', '\r\n'])('lines that end in %j', (end) => {
    expect(observationsIn(text(OBX).replaceAll('\r', end))).toHaveLength(1);
  });

  it('mixed line ends', () => {
    const sent = `${HEADER}\r\n${PID}\rOBR|1\n${OBX}\r\n${OBX}\r${OBX}\n`;

    expect(observationsIn(sent)).toHaveLength(3);
  });

  it.each([
    ['Latin-1 under UTF-8', Buffer.from(`${HEADER}||||||UNICODE UTF-8\rOBX|1|NM|X||1|µmol/L\r`, 'latin1')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${HEADER}\rOBX|1|NM|X||1|µmol/L\r`, 'utf16le')],
  ])('%s', (_, bytes) => {
    expect(observationsIn(bytes)[0]?.units[0]?.code).toBe('µmol/L');
  });

  it('OBX before OBR', () => {
    const sent = `${HEADER}\r${PID}\r${OBX}\rOBR|1|P1|F1\r${OBX}\r`;

    expect(observationsIn(sent).map(({ order }) => order)).toEqual(['', 'F1']);
  });

  it('two patients', () => {
    const sent = `${text(OBX)}PID|2||456^^^H^MR\rOBR|1\r${OBX}\r`;

    expect(read(sent).patients.map(({ identifier }) => identifier?.id)).toEqual(['123', '456']);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('%s as id, code and control id', (name) => {
    const sent = `MSH|^~\\&|L|F|||20240501||ORU^R01|${name}|P|2.5.1\rPID|1||${name}^^^${name}\rOBR|1\rOBX|1|NM|${name}||1\r`;

    const message = read(sent);

    expect(message.controlId).toBe(name);
    expect(message.patients[0]?.identifier).toEqual({ authority: name, id: name });
    expect(message.patients[0]?.observations[0]?.codes[0]?.code).toBe(name);
  });

  it.each([
    ['ADT', 'A01'],
    ['ORM', 'O01'],
    ['MDM', 'T02'],
  ])('%s^%s on the feed of a laboratory', (code, event) => {
    const sent = text(OBX).replace('ORU^R01', `${code}^${event}`);

    expect(read(sent)).toMatchObject({ code, event });
  });

  it('an empty control id and one of 5,000 characters', () => {
    expect(read(text(OBX).replace('|1|P|', '||P|')).controlId).toBe('');
    expect(read(text(OBX).replace('|1|P|', `|${'9'.repeat(5000)}|P|`)).controlId).toHaveLength(5000);
  });
});
