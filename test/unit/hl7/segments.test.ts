import { describe, expect, it } from 'vitest';
import { segmentLines } from '../../../shared/hl7/segments.ts';
import { bytesOf, caps, fateOf, observationsIn } from './samples.ts';

const HEADER = 'MSH|^~\\&|L|F|||20240501||ORU^R01|1|P|2.5.1';
const OBX = 'OBX|1|NM|17861-6^Calcium^LN||9.5|mg/dL';
const lines = (text: string) => segmentLines(text, caps).lines;

describe('line ends (rule 3)', () => {
  it.each([
    ['CR', `${HEADER}\rOBR|1\r${OBX}\r`],
    ['CRLF', `${HEADER}\r\nOBR|1\r\n${OBX}\r\n`],
    ['LF', `${HEADER}\nOBR|1\n${OBX}\n`],
    ['CR and CRLF mixed', `${HEADER}\rOBR|1\r\n${OBX}\r`],
    ['LF and CR mixed', `${HEADER}\nOBR|1\r${OBX}\n`],
    ['LFCR', `${HEADER}\n\rOBR|1\n\r${OBX}\n\r`],
    ['no end at the end', `${HEADER}\rOBR|1\r${OBX}`],
    ['blank lines', `\r\n${HEADER}\r\r\rOBR|1\r\n\r\n \r${OBX}\r\n\r\n\r\n`],
    ['frame bytes around it', `\x0b${HEADER}\rOBR|1\r${OBX}\r\x1c\r`],
  ])('%s', (_, text) => {
    expect(lines(text)).toEqual([HEADER, 'OBR|1', OBX]);
  });

  it('keeps a bare LF that no segment follows as text', () => {
    const text = `${HEADER}\rOBR|1\rOBX|1|FT|N||one\ntwo\nOBX three\nNTEX|four\nnte|five|u\rOBX|2|NM|C||2\r`;

    const [note, calcium] = observationsIn(text);

    expect(note?.values).toEqual([['one\ntwo\nOBX three\nNTEX']]);
    expect(calcium?.values).toEqual([['2']]);
  });

  it('keeps every OBX though there are more LF in text than CR between segments', () => {
    const text = `${HEADER}\rOBR|1\rOBX|1|FT|N||${'line\n'.repeat(50)}\r${OBX}\r`;

    const values = observationsIn(text).map(({ values: [first] }) => first);

    expect(values).toEqual([['line\n'.repeat(50)], ['9.5']].map(([value]) => [value?.trimEnd() ?? '']));
  });
});

describe('the segment guard (rule 4)', () => {
  it.each([
    ['a line of text', 'just text'],
    ['lower case', 'obx|1|NM'],
    ['an id of two', 'OB|1'],
    ['an id of four', 'OBXX|1'],
    ['an id that begins with a digit', '1BX|1'],
    ['a space before the id', ' OBX|1'],
    ['nothing before the separator', '|1|NM'],
    ['another separator', 'OBX^1^NM'],
    ['__proto__', '__proto__|1'],
  ])('refuses %s', (_, line) => {
    expect(fateOf(bytesOf(`${HEADER}\r${line}\r`))).toBe('segment-malformed');
  });

  it.each(['ZZ1|x', 'ZZZ', 'OBX', 'A1B|', 'PID|', 'CON|', 'NTE'])('accepts %s', (line) => {
    expect(fateOf(bytesOf(`${HEADER}\r${line}\r`))).toBe('read');
  });

  it('refuses a second MSH: the messages were to be separated before', () => {
    expect(fateOf(bytesOf(`${HEADER}\r${HEADER}\r`))).toBe('several-messages');
  });

  it('refuses a segment continued by ADD, whose value would be cut off', () => {
    expect(fateOf(bytesOf(`${HEADER}\rOBR|1\r${OBX}\rADD|5\r`))).toBe('segment-continued');
  });
});

describe('the caps (rule 7)', () => {
  const small = {
    caps: {
      ...caps,
      segments: 3,
      fieldsPerSegment: 20,
      repetitionsPerField: 4,
      mllpBytes: 900,
      httpBytes: 500,
    },
  };
  const fate = (text: string) => fateOf(bytesOf(text), small);

  it.each([
    ['segments', `${HEADER}\rZZ1|1\rZZ2|1\r`, 'read'],
    ['segments', `${HEADER}\rZZ1|1\rZZ2|1\rZZ3|1\r`, 'too-many-segments'],
    ['fields', `${HEADER}\rZZ1${'|a'.repeat(20)}\r`, 'read'],
    ['fields', `${HEADER}\rZZ1${'|a'.repeat(21)}\r`, 'too-many-fields'],
    ['repetitions', `${HEADER}\rZZ1|${'a~'.repeat(3)}|b~b~b~b\r`, 'read'],
    ['repetitions', `${HEADER}\rZZ1|a|${'a~'.repeat(4)}\r`, 'too-many-repetitions'],
    ['bytes', `${HEADER}\rZZ1|${'a'.repeat(900 - HEADER.length - 6)}\r`, 'read'],
    ['bytes', `${HEADER}\rZZ1|${'a'.repeat(900 - HEADER.length - 5)}\r`, 'too-large'],
  ])('%s', (_, text, expected) => {
    expect(fate(text)).toBe(expected);
  });

  it('refuses more parts than can be read in bounded time', () => {
    const obx = (parts: number) => `OBX|1|CE|A||${'^'.repeat(parts)}\r`;

    expect(fateOf(bytesOf(`${HEADER}\r${obx(20_000)}`))).toBe('too-many-parts');
    expect(fateOf(bytesOf(`${HEADER}\r${obx(15_000).repeat(70)}`))).toBe('too-many-parts');
    expect(observationsIn(`${HEADER}\r${obx(15_000)}`)[0]?.values[0]).toHaveLength(15_001);
  });

  it('reads 20,000 parts of a segment and 1,000,000 of a message, and not one more', () => {
    const ofHeader = HEADER.slice(3).split(/[|^~&]/).length;
    const note = (parts: number) => `NTE||${'^'.repeat(parts - 3)}\r`;
    const full = note(20_000).repeat(49);
    const rest = 20_000 - ofHeader;

    expect(lines(`${HEADER}\r${note(20_000)}`)).toHaveLength(2);
    expect(() => lines(`${HEADER}\r${note(20_001)}`)).toThrow('more parts than can be read');
    expect(lines(`${HEADER}\r${full}${note(rest)}`)).toHaveLength(51);
    expect(() => lines(`${HEADER}\r${full}${note(rest + 1)}`)).toThrow('more parts than can be read');
  });
});

describe('what is handed to the parser', () => {
  it('is nothing but segments and fields that are read', () => {
    const kept = lines(`${HEADER}\rEVN|A01\rZZZ|1\rPID|1||3|4|5|6|7|8|9\rNTE|1|L|text|more\r`);

    expect(kept).toEqual([HEADER, 'PID|1||3|4|5|6|7', 'NTE|1|L|text']);
  });

  it('is MSH up to the character set', () => {
    const [kept] = lines(`MSH|^~\\&|${Array.from({ length: 30 }, (_, index) => index + 3).join('|')}\r`);

    expect(kept?.split('|').at(-1)).toBe('18');
  });
});
