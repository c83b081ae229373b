import { describe, expect, it } from 'vitest';
import { readableFields } from '../../../shared/hl7/read-fields.ts';

/** A segment of thirty fields, each holding its own number; MSH-1 is the separator itself. */
const segment = (id: string) => {
  const [first, ...others] = Array.from({ length: 30 }, (_, index) => `${index + 1}`);
  return [id, ...(id === 'MSH' ? others : [first, ...others])].join('|');
};
const lastField = (id: string) => readableFields(segment(id), '|')?.split('|').at(-1);

describe('of a segment', () => {
  it.each([
    ['MSH', '18'],
    ['PID', '7'],
    ['MRG', '3'],
    ['ORC', '1'],
    ['OBR', '25'],
    ['OBX', '14'],
    ['NTE', '3'],
    ['SPM', '17'],
    ['DG1', '21'],
    ['PRB', '16'],
  ])('%s the fields up to %s are read', (id, last) => {
    expect(lastField(id)).toBe(last);
  });

  it.each(['EVN', 'PV1', 'ZZZ', 'NK1', 'AL1'])('%s nothing is read', (id) => {
    expect(lastField(id)).toBeUndefined();
  });

  it.each(['OBX', 'OBX|1', 'OBX|1|NM|', 'OBX|||||||||||||14'])(
    'that is no longer, %s, all is read',
    (line) => {
      expect(readableFields(line, '|')).toBe(line);
    },
  );

  it('the fields are told by its own separator', () => {
    expect(readableFields('ORC*1|1*2', '*')).toBe('ORC*1|1');
  });
});
