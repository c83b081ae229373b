import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSent, buildMessage, buildSegment, repeated } from '../../../shared/hl7/message-builder.ts';
import { cases, read } from './samples.ts';

describe('the message builder', () => {
  it('writes fields, components, subcomponents and repetitions', () => {
    const segment = buildSegment('PID', [
      '1',
      '',
      repeated(['A', '', ['N', 'U']], 'B'),
      ['x', 'y'],
      asSent('a^b'),
      '',
      '',
    ]);

    expect(segment).toBe('PID|1||A^^N&U~B|x^y|a^b');
  });

  it('writes MSH with its separators, a segment without fields, and CR after each', () => {
    const text = buildMessage([['MSH', 'LIS'], ['ZZZ']]);

    expect(text).toBe('MSH|^~\\&|LIS\rZZZ\r');
  });

  it('escapes all text, so that it is read back as it was', () => {
    const anything = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => text.trim() === text && text !== '""' && !text.endsWith('\0'));

    fc.assert(
      fc.property(anything, anything, (one, two) => {
        const text = buildMessage([
          ['MSH', 'L'],
          ['PID', '1', '', '5'],
          ['OBR'],
          ['OBX', '1', 'ST', [one, two], '', repeated(one, two)],
        ]);

        const [observation] = read(Buffer.from(text)).patients[0]?.observations ?? [];

        expect(observation?.codes).toEqual([{ code: one, text: two, system: '' }]);
        expect(observation?.values).toEqual([[one], [two]]);
      }),
      cases(100),
    );
  });
});
