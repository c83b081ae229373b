import HL7 from 'hl7-standard';
import { describe, expect, it } from 'vitest';
import { type ParseByHl7Standard, parseSegments } from '../../../shared/hl7/hl7-standard-adapter.ts';
import {
  elementText,
  field,
  fieldText,
  identifierText,
  repetitionText,
} from '../../../shared/hl7/segment.ts';
import { segmentLines } from '../../../shared/hl7/segments.ts';
import { UnprocessableMessageError } from '../../../shared/runtime/errors.ts';
import { caps } from './samples.ts';

const HEADER = 'MSH|^~\\&|L|F|||20240501||ORU^R01|1|P|2.5.1';
const linesOf = (...segments: string[]) => segmentLines([HEADER, ...segments].join('\r'), caps);
const parse = (...segments: string[]) => parseSegments(linesOf(...segments));
const fieldOf = (content: string) => {
  const [, segment] = parse(`PRB|${content}`);
  return segment && field(segment, 1);
};
const honest: ParseByHl7Standard = (message) => {
  const parser = new HL7(message);
  parser.transform();
  return Object.values(parser.transformed).flat();
};

describe('the adapter of hl7-standard', () => {
  it.each([
    ['', []],
    ['a', [[['a']]]],
    ['a&b', [[['a', 'b']]]],
    ['a^b', [[['a'], ['b']]]],
    ['a^b&c^d', [[['a'], ['b', 'c'], ['d']]]],
    ['a~b', [[['a']], [['b']]]],
    ['a&b~c', [[['a', 'b']], [['c']]]],
    [
      'a^b~c^d&e',
      [
        [['a'], ['b']],
        [['c'], ['d', 'e']],
      ],
    ],
    ['^', [[[''], ['']]]],
    ['~', [[['']], [['']]]],
    ['&', [[['', '']]]],
    ['\\T\\^\\S\\~\\R\\', [[['&'], ['^']], [['~']]]],
    ['\\T\\&\\T\\', [[['&', '&']]]],
  ])('gives %s as repetitions of components of subcomponents', (content, expected) => {
    expect(fieldOf(content)).toEqual(expected);
  });

  it('keeps the order of the segments and tells which they are', () => {
    const segments = parse('OBR|1', 'OBX|1', 'NTE|1', 'OBX|2', 'NTE|2', 'OBR|2', 'NTE', 'OBX|3');

    expect(segments.map((segment) => `${segment.id} ${elementText(segment, 1)}`)).toEqual([
      'MSH |',
      'OBR 1',
      'OBX 1',
      'NTE 1',
      'OBX 2',
      'NTE 2',
      'OBR 2',
      'NTE ',
      'OBX 3',
    ]);
  });

  it('counts the fields of MSH as the standard does', () => {
    const [msh] = parse();

    expect([1, 2, 3, 4, 7, 9, 10, 12].map((number) => msh && fieldText(msh, number))).toEqual([
      '|',
      '^~\\&',
      'L',
      'F',
      '20240501',
      'ORU^R01',
      '1',
      '2.5.1',
    ]);
  });

  it('reads an MSH of nothing but separators', () => {
    const segments = parseSegments(segmentLines('MSH|^~\\&', caps));

    expect(segments).toHaveLength(1);
  });

  it.each<[string, ParseByHl7Standard]>([
    ['loses a segment', (message) => honest(message).slice(0, -1)],
    ['adds a segment', (message) => [...honest(message), ...honest(message).slice(-1)]],
    ['loses a field', (message) => honest(message.replace('|9.5', ''))],
    ['changes a value', (message) => honest(message.replace('9.5', '9.6'))],
    ['puts a value into another segment', (message) => honest(message.replace('OBX|1', 'OBR|1'))],
    ['swallows a repetition', (message) => honest(message.replace('9.5~', '9.5^'))],
    [
      'throws',
      () => {
        throw new TypeError('cannot read');
      },
    ],
  ])('refuses the message when the parser %s (parity)', (_, faulty) => {
    const act = () => parseSegments(linesOf('OBR|2', 'OBX|1|NM|17861-6||9.5~9.6'), faulty);

    expect(act).toThrow(expect.objectContaining({ reason: 'parity' }));
    expect(act).toThrow(UnprocessableMessageError);
  });

  it('keeps line feeds in text, whatever other control characters are beside them', () => {
    const [, , obx] = parseSegments(linesOf('OBR|1', 'OBX|1|TX|X||one\ntwo\u000bthree\u0001'));

    expect(obx && fieldText(obx, 5)).toBe('one\ntwo\u000bthree\u0001');
  });

  it.each([...'\u000b\u0001\u0002\u0003\u0004\u0005\u0006\u0007'])(
    'keeps line feeds in text where %j alone can stand in for them',
    (free) => {
      const others = '\u000b\u0001\u0002\u0003\u0004\u0005\u0006\u0007'.replace(free, '').repeat(9);

      const [, obx] = parseSegments(linesOf(`OBX|1|TX|X||one\ntwo${others}x`, 'NTE|1||other'));

      expect(obx && fieldText(obx, 5)).toBe(`one\ntwo${others}x`);
    },
  );

  it('refuses a message in which nothing can stand in for a line feed (parity)', () => {
    const controls = `\u0001\u0002\u0003\u0004\u0005\u0006\u0007${'\u000b'.repeat(9)}`;

    const act = () => parseSegments(linesOf(`OBX|1|TX|X||one\ntwo${controls}x`));

    expect(act).toThrow(expect.objectContaining({ reason: 'parity' }));
  });

  it('passes parity when the parser gives the segments in another order', () => {
    const segments = parseSegments(linesOf('OBR|2', 'OBX|1'), (message) => [...honest(message)].reverse());

    expect(segments.map(({ id }) => id)).toEqual(['MSH', 'OBR', 'OBX']);
  });
});

describe('access to a segment', () => {
  const [, pid] = parse('PID|1||A^^^N&U&ISO~B|""|c&d^e~f|\\T\\| x ');

  it.each([
    [3, 1, 'A'],
    [3, 2, ''],
    [3, 4, 'N&U&ISO'],
    [3, 9, ''],
    [4, 1, ''],
    [5, 1, 'c&d'],
    [6, 1, '&'],
    [7, 1, 'x'],
    [99, 1, ''],
  ])('PID-%i.%i is "%s"', (number, component, expected) => {
    expect(elementText(pid, number, component)).toBe(expected);
  });

  it('gives a whole field, a repetition and an identifier as text', () => {
    expect(pid && fieldText(pid, 5)).toBe('c&d^e~f');
    expect(pid && field(pid, 3).map((repetition) => repetitionText(pid, repetition))).toEqual([
      'A^^^N&U&ISO',
      'B',
    ]);
    expect(identifierText(pid, 3)).toBe('A^^^N&U&ISO');
    expect(identifierText(pid, 4)).toBe('');
    expect(identifierText(pid, 2)).toBe('');
  });

  it('gives nothing of a segment that was not sent', () => {
    expect(elementText(undefined, 1)).toBe('');
    expect(identifierText(undefined, 1)).toBe('');
  });
});
